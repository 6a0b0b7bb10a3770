package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An HTTP server on a free local port that writes replies. Every call in progress ends when it closes. */
final class ReplyServer {
    private static final int BACKLOG = 256;

    /** Decides the reply to a request; empty if it was written already. */
    interface Answer {
        Optional<Reply> to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    // A call that hangs keeps its thread, so each call has its own.
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReplyWriter writer;
    private final Answer answer;
    private final AtomicBoolean closed = new AtomicBoolean();

    ReplyServer(ReplyWriter writer, Answer answer) {
        this.writer = writer;
        this.answer = answer;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /** Starts to accept calls. */
    void start() {
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Optional<Reply> reply = answer.to(exchange);
            if (reply.isPresent()) {
                writer.write(exchange, reply.get());
            }
        } catch (IOException clientLeft) {
            // A client may disconnect at any time; tests check what it received, not what could not be sent.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every call in progress; returns false if it was closed before. */
    boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        writer.close();
        server.stop(0);
        threads.shutdownNow();
        return true;
    }

    /**
     * Waits for the threads: after the close nothing more is stored. The wait for a script that ignores interrupts is
     * limited; returns false if one did not end.
     */
    boolean awaitEnd() {
        try {
            return threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
