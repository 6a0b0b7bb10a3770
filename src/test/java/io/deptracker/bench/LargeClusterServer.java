package io.deptracker.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An API server for large clusters. Its pages are rendered in advance, so that its work costs next to nothing and the
 * measured program has the processors for itself. It has no other feature of the other stand-in.
 */
final class LargeClusterServer implements AutoCloseable {
    /** The page size that the controller requests. */
    private static final int PAGE = 200;

    private static final Pattern CONTINUE = Pattern.compile("[?&]continue=(\\d+)");
    private static final byte[] END = {};

    private final Map<String, List<byte[]>> pages = new HashMap<>();
    private final BlockingQueue<byte[]> podEvents = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    LargeClusterServer(LargeCluster largeCluster) throws IOException {
        pages.put("/api/v1/pods", pages(largeCluster.pods(), largeCluster::pod));
        pages.put("/apis/apps/v1/deployments", pages(largeCluster.workloads(), largeCluster::deployment));
        pages.put("/apis/apps/v1/replicasets", pages(largeCluster.workloads(), largeCluster::replicaSet));
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: crowd, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: crowd, user: {token: crowd}}]
                contexts: [{name: crowd, context: {cluster: crowd, user: crowd}}]
                current-context: crowd
                """.formatted(server.getAddress().getPort()));
    }

    /** Sends changed pods to the open watch, as fast as the watch accepts them. */
    void send(List<byte[]> events) {
        podEvents.addAll(events);
    }

    static byte[] modified(String pod) {
        return ("{\"type\":\"MODIFIED\",\"object\":" + typed(pod, "Pod") + "}\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String typed(String object, String kind) {
        return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"v1\"," + object.substring(1);
    }

    private static List<byte[]> pages(int count, IntFunction<String> object) {
        List<byte[]> pages = new ArrayList<>();
        for (int from = 0; from < count; from += PAGE) {
            int to = Math.min(from + PAGE, count);
            String next = to < count ? ",\"continue\":\"" + (pages.size() + 1) + "\"" : "";
            pages.add(list(next, IntStream.range(from, to).mapToObj(object).collect(Collectors.joining(","))));
        }
        return pages;
    }

    private static byte[] list(String next, String items) {
        return "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"%s},\"items\":[%s]}"
                .formatted(next, items)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        @Nullable String query = exchange.getRequestURI().getRawQuery();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // Not upgraded: the client then repeats the request without.
            exchange.sendResponseHeaders(200, -1);
        } else if (query != null && query.contains("watch=true")) {
            watch(exchange, path.endsWith("/pods"));
        } else {
            byte[] page = page(path, query == null ? "" : query);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
        exchange.close();
    }

    private byte[] page(String path, String query) {
        var next = CONTINUE.matcher("?" + query);
        int page = next.find() ? Integer.parseInt(next.group(1)) : 0;
        return pages.getOrDefault(path, List.of(list("", ""))).get(page);
    }

    private void watch(HttpExchange exchange, boolean pods) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        BlockingQueue<byte[]> events = pods ? podEvents : new LinkedBlockingQueue<>();
        try {
            for (byte[] event = events.take(); event.length > 0; event = events.take()) {
                out.write(event);
                if (events.isEmpty()) {
                    out.flush();
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        podEvents.add(END);
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
