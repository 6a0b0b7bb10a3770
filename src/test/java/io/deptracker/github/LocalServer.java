package io.deptracker.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.deptracker.standin.github.ContractCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A server for what the stand-in cannot do: it responds as a test defines and records the requests. */
final class LocalServer implements AutoCloseable {
    /** Responds to one request; the exchange is closed after it. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** A request as it was received. */
    record Visit(String method, String path, String authorization) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ContractCheck contract = new ContractCheck();
    private final List<Visit> visits = new CopyOnWriteArrayList<>();

    private LocalServer(HttpServer server, Handler handler) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                visits.add(new Visit(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        authorization == null ? "" : authorization));
                contract.check(exchange);
                handler.handle(exchange);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    static LocalServer http(Handler handler) throws IOException {
        return new LocalServer(HttpServer.create(address(), 0), handler);
    }

    static LocalServer https(SSLContext tls, Handler handler) throws IOException {
        var server = HttpsServer.create(address(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new LocalServer(server, handler);
    }

    /** Returns a handler that sends this response to every request. */
    static Handler always(int status, byte[] body) {
        return exchange -> answer(exchange, status, body);
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create((server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:") + port());
    }

    List<Visit> visits() {
        return visits;
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        contract.close();
    }
}
