package io.deptracker.standin.apiserver;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on a free local port that can go away and listen on that port again. */
final class RestartableServer implements AutoCloseable {
    static {
        // Otherwise each small response waits for the client's delayed acknowledgement. Read once, when the first
        // server is created.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpHandler handler;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private HttpServer server;

    RestartableServer(HttpHandler handler) {
        this.handler = handler;
        try {
            server = listening(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
    }

    private HttpServer listening(int wanted) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), wanted), 0);
        made.createContext("/", handler);
        // A thread for each open watch.
        made.setExecutor(executor);
        made.start();
        return made;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Breaks all connections and refuses new ones. */
    void goAway() {
        server.stop(0);
    }

    /** Listens again on the same port. */
    void comeBack() throws IOException {
        server = listening(port);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
