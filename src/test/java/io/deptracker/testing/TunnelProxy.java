package io.deptracker.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that opens tunnels for its user. Every tunnel leads to one port of this machine, no matter which host is
 * requested.
 */
public final class TunnelProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final String authorization;
    private final int target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> tunnels = new CopyOnWriteArrayList<>();

    /**
     * Listens at once.
     *
     * @param user its user and password, separated by a colon
     * @param target the port that every tunnel leads to
     */
    public TunnelProxy(String user, int target) throws IOException {
        this.authorization = "proxy-authorization: basic "
                + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.target = target;
        listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Returns the request lines that opened a tunnel. */
    public List<String> tunnels() {
        return tunnels;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The proxy is closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            while (head.lines().noneMatch(line -> line.equalsIgnoreCase(authorization))) {
                if (head.isEmpty()) {
                    return;
                }
                say(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
                head = head(client.getInputStream());
            }
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                tunnels.add(head.lines().findFirst().orElse(""));
                say(client, "200 Connected");
                threads.execute(() -> copy(server, client));
                client.getInputStream().transferTo(server.getOutputStream());
            }
        } catch (IOException left) {
            // Either side may disconnect at any time.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException left) {
            // The other direction ends at the same time.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static void say(Socket client, String status) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}
