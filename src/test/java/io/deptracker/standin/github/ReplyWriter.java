package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A writer of replies to connections. Every wait ends when the stand-in closes. */
final class ReplyWriter {
    private static final byte[] GOOD_BODY = "{\"total_count\":1}".getBytes(StandardCharsets.UTF_8);
    private static final int BLOCK = 8192;

    private final CountDownLatch closing = new CountDownLatch(1);

    void close() {
        closing.countDown();
    }

    /** Pauses; returns true if the stand-in was closed in that time. */
    boolean pause(Duration pause) throws InterruptedException {
        return !pause.isZero() && closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Writes the final part of a reply; storing and delaying are done by then. */
    void write(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        switch (reply) {
            case Reply.Status(int status, String body, Map<String, String> headers) -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
                headers.forEach(exchange.getResponseHeaders()::set);
                whole(exchange, status, body.getBytes(StandardCharsets.UTF_8));
            }
            case Reply.Hang() -> closing.await();
            case Reply.CutOff() -> {
                exchange.sendResponseHeaders(200, GOOD_BODY.length);
                send(exchange.getResponseBody(), Arrays.copyOf(GOOD_BODY, GOOD_BODY.length / 2));
            }
            case Reply.Drip(Duration between) -> drip(exchange, between);
            case Reply.Endless() -> endless(exchange);
            case Reply.StoreThen _, Reply.Delayed _ -> throw new IllegalArgumentException("not settled: " + reply);
        }
    }

    private static void whole(HttpExchange exchange, int status, byte[] body) throws IOException {
        // The server treats a length of 0 as "unknown" and -1 as "none".
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            send(exchange.getResponseBody(), body);
        }
    }

    private void drip(HttpExchange exchange, Duration between) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, GOOD_BODY.length);
        for (byte one : GOOD_BODY) {
            send(exchange.getResponseBody(), new byte[] {one});
            if (pause(between)) {
                return;
            }
        }
    }

    private void endless(HttpExchange exchange) throws IOException {
        byte[] block = new byte[BLOCK];
        // Blanks before a value are valid JSON, so only the size can make the client give up.
        Arrays.fill(block, (byte) ' ');
        exchange.sendResponseHeaders(200, 0);
        while (closing.getCount() > 0) {
            send(exchange.getResponseBody(), block);
        }
    }

    private static void send(OutputStream body, byte[] bytes) throws IOException {
        body.write(bytes);
        body.flush();
    }
}
