package io.deptracker.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay that can stop relaying without closing anything, like a firewall or a load balancer that has lost its
 * connections: neither side receives a FIN or an RST.
 */
public final class SilentPipe implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean silentFromTheStart;
    private final AtomicInteger accepted = new AtomicInteger();

    /** Two sockets that are connected by the relay. */
    private static final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Link(Socket client, Socket server, boolean silent) {
            this.client = client;
            this.server = server;
            this.silent = silent;
        }

        void copy(Socket from, Socket to) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[8192];
                int read = in.read(buffer);
                while (read >= 0) {
                    if (!silent) {
                        out.write(buffer, 0, read);
                    }
                    read = in.read(buffer);
                }
                if (silent) {
                    // The end of one side does not reach the other either.
                    Thread.sleep(Long.MAX_VALUE);
                }
            } catch (IOException | InterruptedException over) {
                // The other direction ends at the same time.
            }
        }

        void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /**
     * Listens at once.
     *
     * @param target the port of this machine that is relayed to
     */
    public SilentPipe(int target) throws IOException {
        this.target = target;
        listening = new ServerSocket(0, 0, InetAddress.ofLiteral("127.0.0.1"));
        threads.execute(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Stops relaying on every open connection; new ones work. */
    public void silenceOpen() {
        links.forEach(link -> link.silent = true);
    }

    /** Accepts new connections without relaying anything on them, until called with false. */
    public void silenceNew(boolean on) {
        silentFromTheStart = on;
    }

    /** Returns how many connections have been accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    private void accept() {
        try {
            relayAll();
        } catch (IOException closed) {
            // The only way to end it: closing this relay closes the socket.
        }
    }

    private void relayAll() throws IOException {
        while (true) {
            Socket client = listening.accept();
            client.setTcpNoDelay(true);
            var server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
            server.setTcpNoDelay(true);
            var link = new Link(client, server, silentFromTheStart);
            links.add(link);
            accepted.incrementAndGet();
            threads.execute(() -> link.copy(client, server));
            threads.execute(() -> {
                link.copy(server, client);
                links.remove(link);
            });
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Link link : links) {
            link.close();
        }
        threads.shutdownNow();
    }
}
