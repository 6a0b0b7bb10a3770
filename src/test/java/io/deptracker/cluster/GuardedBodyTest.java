package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;

/** A body is closed by one thread while another one reads it: its source is used by one of them at a time. */
class GuardedBodyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Waiting body = new Waiting();
    private final BufferedSource guarded = Okio.buffer(new GuardedBody(body, cancelled::countDown));

    /** A source that has a line and then waits for more until the call is cancelled. */
    private final class Waiting implements Source {
        private boolean hasLine = true;
        private volatile boolean inUse;
        private volatile boolean closed;
        private volatile boolean closedInUse;

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            inUse = true;
            try {
                if (hasLine) {
                    hasLine = false;
                    sink.writeUtf8("line\n");
                    return 5;
                }
                reading.countDown();
                if (!cancelled.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("not cancelled");
                }
                throw new IOException("cancelled");
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            } finally {
                inUse = false;
            }
        }

        @Override
        public Timeout timeout() {
            return Timeout.NONE;
        }

        @Override
        public void close() {
            closed = true;
            closedInUse |= inUse;
        }
    }

    @Test
    void closingEndsTheReadThenClosesTheSourceAndLeavesTheBufferToTheReader() throws Exception {
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                String line = guarded.readUtf8Line();
                return line + " " + guarded.exhausted();
            } catch (IOException ended) {
                return String.valueOf(ended.getMessage());
            }
        });
        reading.await();

        assertThatIOException().isThrownBy(guarded::close).withMessageContaining("another thread");

        assertThat(read.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("cancelled");
        assertThat(body.closed).isTrue();
        assertThat(body.closedInUse).isFalse();
    }

    @Test
    void afterAReadAnotherThreadClosesWithoutACancellation() throws Exception {
        assertThat(guarded.readUtf8Line()).isEqualTo("line");

        CompletableFuture.runAsync(() -> assertThatIOException().isThrownBy(guarded::close))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(body.closed).isTrue();
        assertThat(cancelled.getCount()).isEqualTo(1);
    }

    @Test
    void aSourceThatIsClosedIsReadNoMore() throws Exception {
        var source = new GuardedBody(body, cancelled::countDown);

        source.close();

        assertThatIOException().isThrownBy(() -> source.read(new Buffer(), 1)).withMessageContaining("closed");
    }

    @Test
    void theReaderItselfClosesAsUsual() throws Exception {
        assertThat(guarded.readUtf8Line()).isEqualTo("line");

        guarded.close();

        assertThat(body.closed).isTrue();
        assertThat(cancelled.getCount()).isEqualTo(1);
    }
}
