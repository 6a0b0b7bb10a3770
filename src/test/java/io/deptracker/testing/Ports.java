package io.deptracker.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what is not opened by the test itself. */
public final class Ports {
    /** The ports that the kernel gives to clients, and to servers that ask for any port. */
    private static final Path CLIENT_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private static final int LOWEST = 10_000;
    private static final int DEFAULT_FIRST_CLIENT_PORT = 32_768;

    private Ports() {}

    /**
     * Returns a port for a process that opens it later. It lies below the ports that the kernel gives away, so no
     * client of another test has it by then.
     */
    public static int forProcess() throws IOException {
        int firstClientPort = Files.exists(CLIENT_PORTS)
                ? new Scanner(Files.readString(CLIENT_PORTS)).nextInt()
                : DEFAULT_FIRST_CLIENT_PORT;
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, Math.max(firstClientPort, LOWEST + 1000));
            try (var free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one is tried.
            }
        }
    }

    /** Reserves a port at which connections are refused as long as the returned socket is open: it never listens. */
    public static Socket refusing() throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        return socket;
    }

    /** Returns the HTTP address of a socket on this machine. */
    public static URI address(Socket bound) {
        return URI.create("http://127.0.0.1:" + bound.getLocalPort());
    }
}
