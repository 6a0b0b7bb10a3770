package io.deptracker.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deptracker.outbox.file.FaultLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server for /metrics, /livez and /readyz. Each request has a virtual thread of its own, so that a slow client
 * delays no other.
 */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);

    /** The time within which a request must have arrived. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    /** The time within which a response must have been read: Prometheus' default scrape timeout. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /** A page may fail while others work: a fault ends when none has failed for the time between two scrapes. */
    private static final Duration SCRAPE_INTERVAL = Duration.ofMinutes(1);

    private static final String TEXT = "text/plain; charset=utf-8";

    private interface Page {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ops-", 1).factory());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final FaultLog faults;
    private volatile Probes probes;

    private OpsServer(HttpServer server, Probes probes, InstantSource clock) {
        this.server = server;
        this.probes = probes;
        this.faults = new FaultLog(
                LOG, "page of the metrics port failed", "pages of the metrics port work again", clock, SCRAPE_INTERVAL);
    }

    /**
     * Sets the time limits of requests and responses, which the JDK's server reads from system properties (documented
     * by the module jdk.httpserver, in seconds) when the first server of the process is made.
     */
    public static void limitSlowClients() {
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_LIMIT.toSeconds()));
        System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(ANSWER_LIMIT.toSeconds()));
    }

    /**
     * Starts serving.
     *
     * @param port the port, on every address; 0 for any free one
     * @param startup responds to the probes until {@link #report}
     * @param clock measures how long a page failed
     * @throws IOException if the port is not available; the message names it
     */
    public static OpsServer start(int port, Metrics metrics, Startup startup, InstantSource clock) throws IOException {
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException taken) {
            throw new IOException(
                    "-metrics-port: port %d is not available: %s".formatted(port, taken.getMessage()), taken);
        }
        var server = new OpsServer(http, startup, clock);
        server.page("/metrics", exchange -> server.metrics(exchange, metrics));
        server.page("/livez", exchange -> server.health(exchange, server.probes.notAlive(), List.of()));
        server.page("/readyz", exchange -> {
            Probes asked = server.probes;
            server.health(exchange, asked.notReady(), asked.remarks());
        });
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /** Reports the health of the started tracker to the probes from now on. */
    public void report(Health health) {
        probes = health;
    }

    /** Returns the port of the server. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops serving. Does nothing if it has stopped already. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, path, page);
            }
        });
    }

    private void answer(HttpExchange exchange, String path, Page page) throws IOException {
        try {
            if (exchange.getRequestURI().getPath().equals(path)) {
                page.answer(exchange);
                faults.succeeded();
            } else {
                send(exchange, 404, TEXT, "not found\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (RuntimeException failed) {
            faults.failed(failed);
            send(exchange, 500, TEXT, (failed.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void metrics(HttpExchange exchange, Metrics metrics) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        var body = new ByteArrayOutputStream();
        metrics.write(accept, body);
        send(exchange, 200, metrics.contentType(accept), body.toByteArray());
    }

    /** Sends a health page: its first line is ok or the first fault; remarks follow. */
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
