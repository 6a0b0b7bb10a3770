package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Signal signal = new Signal();

    @Test
    void signalAfterTheMarkIsNotLost() throws Exception {
        long mark = signal.mark();
        signal.give();

        // The test's own timeout is far shorter.
        signal.await(mark, LONG);
    }

    @Test
    void signalBeforeTheMarkIsNotSeen() throws Exception {
        signal.give();
        long start = System.nanoTime();

        signal.await(signal.mark(), Duration.ofMillis(50));

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);
    }

    @Test
    void everyoneWhoWaitsIsWoken() throws Exception {
        int waiters = 4;
        var woken = new CountDownLatch(waiters);
        long mark = signal.mark();
        for (int i = 0; i < waiters; i++) {
            Thread.ofVirtual().start(() -> {
                await(mark);
                woken.countDown();
            });
        }

        signal.give();

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noSignalIsLostAmongMany() throws Exception {
        int rounds = 20_000;
        var work = new AtomicInteger();
        var done = new CountDownLatch(rounds);
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> {
            while (done.getCount() > 0) {
                long mark = signal.mark();
                int found = work.getAndSet(0);
                for (int i = 0; i < found; i++) {
                    done.countDown();
                }
                if (found == 0 && done.getCount() > 0) {
                    await(mark);
                }
            }
        });

        for (int i = 0; i < rounds; i++) {
            work.incrementAndGet();
            signal.give();
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        signal.give();
        worker.get(10, TimeUnit.SECONDS);
    }

    private void await(long mark) {
        try {
            signal.await(mark, LONG);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
