package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server that sends recorded responses byte for byte. It knows no objects: each list and each watch of a
 * resource receives the next response that was recorded for it. The last list is repeated; after the last watch,
 * further ones stay open without an event.
 */
public final class ReplayServer implements AutoCloseable {
    /** A recorded response; a watch may stay open after it. */
    private record Answer(int status, String contentType, String body, boolean staysOpen) {}

    private static final List<String> DEFAULT_NAMESPACES =
            List.of("default", "kube-node-lease", "kube-public", "kube-system");
    private static final Answer SILENCE = new Answer(200, "application/json", "", true);

    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private ReplayServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(executor);
        server.start();
    }

    /** Returns a server of a new cluster: as recorded for each kind, and the namespaces that every cluster has. */
    public static ReplayServer ofNewCluster() {
        var replay = new ReplayServer();
        for (Exchange exchange : Exchange.recorded()) {
            String resource = resource(exchange.path());
            switch (exchange.what()) {
                case "a kind of which there is nothing, as metadata", "pods, none" -> replay.list(exchange);
                case "a kind as metadata" -> {
                    if (resource.equals("namespaces")) {
                        replay.list(resource, onlyDefaults(exchange.body()));
                    }
                }
                default -> {
                    // Not part of a new cluster.
                }
            }
        }
        return replay;
    }

    /**
     * Returns the body of a recorded exchange.
     *
     * @param number of the exchange, from 0
     */
    public static String recordedBody(int number) {
        return Exchange.recorded().get(number).body();
    }

    /** Answers the lists of a resource with these bodies, one after another, replacing the earlier ones. */
    public ReplayServer lists(String resource, String... bodies) {
        answers.remove("list " + resource);
        List.of(bodies).forEach(body -> list(resource, body));
        return this;
    }

    /** Answers lists of the resource of a recorded exchange with its body, starting with the next list. */
    public ReplayServer listsAsIn(int... exchanges) {
        for (int number : exchanges) {
            answers.remove("list " + resource(Exchange.recorded().get(number).path()));
        }
        for (int number : exchanges) {
            list(Exchange.recorded().get(number));
        }
        return this;
    }

    /** Answers the next watch of a resource with these lines; it then ends like a watch whose time is over. */
    public ReplayServer watch(String resource, String... lines) {
        return add("watch " + resource, new Answer(200, "application/json", text(lines), false));
    }

    /** Answers the next watch of a resource with these lines, and leaves it open. */
    public ReplayServer openWatch(String resource, String... lines) {
        return add("watch " + resource, new Answer(200, "application/json", text(lines), true));
    }

    public Path kubeconfig(Path folder) throws IOException {
        return KubeconfigFile.write(
                folder, "http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the requests for a resource so far, as "verb query". */
    public List<String> requests(String resource) {
        return requests.stream()
                .filter(request -> request.resource().equals(resource))
                .map(request -> request.verb() + " " + request.query())
                .toList();
    }

    private void list(Exchange exchange) {
        add(
                "list " + resource(exchange.path()),
                new Answer(exchange.status(), exchange.contentType(), exchange.body(), false));
    }

    private void list(String resource, String body) {
        add("list " + resource, new Answer(200, "application/json", body, false));
    }

    private ReplayServer add(String of, Answer answer) {
        answers.computeIfAbsent(of, _ -> new ArrayDeque<>()).add(answer);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // Not upgraded: the client then repeats the request without.
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        Query query = Query.of(exchange.getRequestURI());
        String verb = query.isOn("watch") ? "watch" : "list";
        String resource = resource(exchange.getRequestURI().getPath());
        String asked = String.valueOf(exchange.getRequestURI().getRawQuery());
        requests.add(new Request(verb, resource, null, Query.decoded(asked), ""));
        send(exchange, next(verb, resource));
    }

    private synchronized Answer next(String verb, String resource) {
        Deque<Answer> left = answers.getOrDefault(verb + " " + resource, new ArrayDeque<>());
        if (verb.equals("watch")) {
            return left.isEmpty() ? SILENCE : left.remove();
        }
        if (left.isEmpty()) {
            return new Answer(404, "text/plain; charset=utf-8", "404 page not found\n", false);
        }
        return left.size() > 1 ? left.remove() : left.element();
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType);
        exchange.sendResponseHeaders(answer.status, 0);
        exchange.getResponseBody().write(answer.body.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        if (answer.staysOpen) {
            try {
                closing.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
    }

    private static String text(String... lines) {
        return lines.length == 0 ? "" : String.join("\n", lines) + "\n";
    }

    private static String resource(String path) {
        return path.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    /** Removes the namespaces that a new cluster does not have. */
    private static String onlyDefaults(String namespaces) {
        ObjectNode list = (ObjectNode) JSON.readTree(namespaces);
        List<JsonNode> defaults = list.path("items")
                .valueStream()
                .filter(item ->
                        DEFAULT_NAMESPACES.contains(item.at("/metadata/name").asString()))
                .toList();
        list.putArray("items").addAll(defaults);
        return JSON.writeValueAsString(list);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        executor.close();
    }
}
