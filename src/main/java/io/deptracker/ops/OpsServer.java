package io.deptracker.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves /metrics, /livez and /readyz over plain HTTP. */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);

    /** Scrapes and probes are few; two threads keep a slow scrape from holding up a probe. */
    private static final int THREADS = 2;

    private static final String TEXT = "text/plain; charset=utf-8";

    private interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("ops-", 1).daemon().factory());

    private OpsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts serving.
     *
     * @param port where, on every address; 0 for any that is free
     * @throws IOException if the port can't be had; the message names it
     */
    public static OpsServer start(int port, Metrics metrics, Health health) throws IOException {
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException taken) {
            throw new IOException(
                    "port %d can't be had for -metrics-port: %s".formatted(port, taken.getMessage()), taken);
        }
        var server = new OpsServer(http);
        server.page("/metrics", exchange -> server.metrics(exchange, metrics));
        server.page("/livez", exchange -> server.health(exchange, health.notAlive(), List.of()));
        server.page("/readyz", exchange -> server.health(exchange, health.notReady(), health.remarks()));
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /** The port that is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, path, page);
            }
        });
    }

    private static void answer(HttpExchange exchange, String path, Page page) throws IOException {
        try {
            if (exchange.getRequestURI().getPath().equals(path)) {
                page.answer(exchange);
            } else {
                send(exchange, 404, TEXT, "not found\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (RuntimeException failed) {
            LOG.atWarn().addKeyValue("path", path).setCause(failed).log("a page could not be made");
            send(exchange, 500, TEXT, (failed.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void metrics(HttpExchange exchange, Metrics metrics) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        var body = new ByteArrayOutputStream();
        metrics.write(accept, body);
        send(exchange, 200, metrics.contentType(accept), body.toByteArray());
    }

    /** The first line is ok, or the first fault; remarks follow. */
    private void health(HttpExchange exchange, List<String> faults, List<String> remarks) throws IOException {
        List<String> lines = new ArrayList<>(faults.isEmpty() ? List.of("ok") : faults);
        lines.addAll(remarks);
        String text = String.join("\n", lines) + "\n";
        send(exchange, faults.isEmpty() ? 200 : 503, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
