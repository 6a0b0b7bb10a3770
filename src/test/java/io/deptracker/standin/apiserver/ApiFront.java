package io.deptracker.standin.apiserver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A front for the stand-in that adds what a real API server has: TLS, and watches over WebSockets. Requests are relayed
 * to the stand-in, each connection on a connection of its own.
 */
public final class ApiFront implements AutoCloseable {
    private final ServerSocket listening;
    private final URI target;
    private volatile @Nullable SSLContext tls;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Listens at once.
     *
     * @param server the server that is relayed to
     * @param tls the server's TLS context; null for plain HTTP
     */
    public ApiFront(ApiServerStandIn server, @Nullable SSLContext tls) throws IOException {
        this.target = URI.create(server.url());
        this.tls = tls;
        listening = new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1"));
        threads.execute(this::accept);
    }

    /**
     * Shows another certificate from now on and closes every connection, as a restart of the server does. The port
     * stays open: a port that is closed can be taken by any other process before it is opened again.
     */
    public void present(SSLContext other) throws IOException {
        tls = other;
        closeConnections();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /**
     * Writes a kubeconfig file whose current context is this server.
     *
     * @param through the port that clients connect to, of a relay or {@link #port}
     * @param authority the certificate that signed the server's, as PEM, in a file next to the kubeconfig; null for
     *     none
     */
    public Path kubeconfig(Path folder, int through, @Nullable String authority) throws IOException {
        String trust = "";
        if (authority != null) {
            Files.writeString(folder.resolve("ca.crt"), authority);
            trust = ", certificate-authority: ca.crt";
        }
        return Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: stand-in, cluster: {server: '%s://127.0.0.1:%d'%s}}]
                users: [{name: stand-in, user: {token: stand-in}}]
                contexts: [{name: stand-in, context: {cluster: stand-in, user: stand-in}}]
                current-context: stand-in
                """.formatted(tls != null ? "https" : "http", through, trust));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                SSLContext shown = tls;
                threads.execute(() -> {
                    serve(client, shown);
                    sockets.remove(client);
                });
            }
        } catch (IOException closed) {
            // The only way to end it: closing this front closes the socket.
        }
    }

    /** Serves one connection: reads the head of each request, since any of them may ask for a WebSocket. */
    private void serve(Socket accepted, @Nullable SSLContext shown) {
        try (var client = shown == null ? accepted : secured(accepted, shown);
                var server = new Socket(target.getHost(), target.getPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            Future<?> answers = threads.submit(() -> relay(server, client));
            String head = head(in);
            while (!head.isEmpty()) {
                if (head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket")) {
                    // Earlier requests on this connection are answered: the client does not pipeline.
                    answers.cancel(true);
                    try (var watch = new Socket(target.getHost(), target.getPort())) {
                        new WebSocketWatch(head, in, client.getOutputStream(), watch).run(threads);
                    }
                    return;
                }
                OutputStream out = server.getOutputStream();
                out.write(head.getBytes(StandardCharsets.ISO_8859_1));
                out.write(in.readNBytes(contentLength(head)));
                out.flush();
                head = head(in);
            }
        } catch (IOException over) {
            // The client sees that its connection breaks.
        }
    }

    private static Socket secured(Socket accepted, SSLContext shown) throws IOException {
        return shown.getSocketFactory().createSocket(accepted, InputStream.nullInputStream(), true);
    }

    private static void relay(Socket server, Socket client) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
            if (!Thread.currentThread().isInterrupted()) {
                client.close();
            }
        } catch (IOException over) {
            // The thread that serves the connection closes it.
        }
    }

    /** Reads the request line and headers with the empty line after them; empty at the end. */
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closeConnections();
        threads.shutdownNow();
    }

    private void closeConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
