package io.deptracker.github;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that reads a body up to 1 MiB and drops the rest: no response of the API is longer, and memory stays
 * bounded.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
    private static final int LIMIT = 1 << 20;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private @Nullable Subscription subscription;

    private LimitedBody() {}

    static BodyHandler<byte[]> handler() {
        return head -> new LimitedBody();
    }

    /**
     * Returns a body as text, decompressed if necessary and then cut off at the limit too.
     *
     * @throws IOException if the compressed body is corrupt
     */
    static String text(HttpResponse<byte[]> response) throws IOException {
        return text(response.headers(), response.body());
    }

    static String text(HttpHeaders headers, byte @Nullable [] received) throws IOException {
        // A proxy that refuses to open a tunnel responds without a body.
        byte[] body = received == null ? new byte[0] : received;
        boolean packed = headers.firstValue("content-encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
        if (packed && body.length > 0) {
            try (var unpacking = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = unpacking.readNBytes(LIMIT);
            }
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), LIMIT - read.size())];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
        if (read.size() == LIMIT && subscription != null) {
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable failed) {
        body.completeExceptionally(failed);
    }

    @Override
    public void onComplete() {
        body.complete(read.toByteArray());
    }
}
