package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a request into the API server's response, including responses to invalid requests. */
final class ApiHandler implements HttpHandler {
    private final StoredObjects objects;
    private final InjectedFaults injectedFaults;
    private final Paging paging = new Paging();
    private final RequestLog requests;
    private final Credentials credentials;

    ApiHandler(StoredObjects objects, InjectedFaults injectedFaults, Credentials credentials, RequestLog requests) {
        this.objects = objects;
        this.injectedFaults = injectedFaults;
        this.credentials = credentials;
        this.requests = requests;
    }

    void compact() {
        objects.compact();
        paging.forget();
    }

    void expirePages() {
        paging.forget();
    }

    void pagesOfAtMost(long items) {
        paging.atMost(items);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
        } catch (IllegalArgumentException e) {
            send(exchange, Statuses.failure(400, "BadRequest", Objects.toString(e.getMessage())));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Optional<ApiPath> target = ApiPath.parse(path);
        Query query = Query.of(exchange.getRequestURI());
        String verb = query.isOn("watch")
                ? "watch"
                : target.filter(t -> t.name() != null).isPresent() ? "get" : "list";
        boolean webSocket = "websocket".equalsIgnoreCase(header(exchange, "Upgrade"));
        Optional<InjectedFaults.Failure> failure = injectedFaults.failure(verb);
        if (!webSocket) {
            target.ifPresent(asked -> requests.add(request(verb, asked, exchange)));
        }
        if (failure.isPresent()) {
            failure.get().headers().forEach(exchange.getResponseHeaders()::set);
            send(exchange, Statuses.failure(failure.get().status(), "StandIn", "the stand-in is set to fail"));
        } else if (credentials.refuse(exchange)) {
            send(exchange, Statuses.unauthorized());
        } else if (AccessReview.isAsked(exchange)) {
            send(exchange, 201, AccessReview.answer(exchange, injectedFaults));
        } else if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, Statuses.failure(405, "MethodNotAllowed", "the stand-in only reads"));
        } else if (target.isEmpty()) {
            sendOther(exchange, path);
        } else if (credentials.isAnonymous(exchange)) {
            send(exchange, Statuses.forbidden(Credentials.ANONYMOUS, verb, target.get()));
        } else if (injectedFaults.forbids(verb, target.get())) {
            send(exchange, Statuses.forbidden(Credentials.TRACKER, verb, target.get()));
        } else if (webSocket) {
            // Not upgraded: the client then repeats the request without. So this one is not in the log of requests.
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        } else {
            answer(exchange, verb, target.get(), query);
        }
    }

    private void answer(HttpExchange exchange, String verb, ApiPath target, Query query) throws IOException {
        Optional<Representation> representation = Representation.accepted(
                header(exchange, "Accept"), verb.equals("list"), injectedFaults.knowsMetadata());
        if (representation.isEmpty()) {
            send(exchange, Statuses.failure(406, "NotAcceptable", "cannot serve " + header(exchange, "Accept")));
            return;
        }
        Predicate<ObjectNode> selected = Selectors.of(target, query);
        switch (verb) {
            case "watch" ->
                new WatchStream(
                                objects,
                                target.resource(),
                                representation.get(),
                                selected,
                                query,
                                injectedFaults.watchJson())
                        .run(exchange);
            case "get" -> get(exchange, target, representation.get());
            default -> list(exchange, target, representation.get(), selected, query);
        }
    }

    private void get(HttpExchange exchange, ApiPath target, Representation representation) throws IOException {
        String name = Objects.requireNonNull(target.name());
        @Nullable ObjectNode object = objects.get(target.resource(), target.namespace(), name);
        send(
                exchange,
                object == null
                        ? Statuses.notFound(target.resource().qualifiedName() + " \"" + name + "\"")
                        : representation.object(target.resource(), object));
    }

    private void list(
            HttpExchange exchange,
            ApiPath target,
            Representation representation,
            Predicate<ObjectNode> selected,
            Query query)
            throws IOException {
        long limit = query.number("limit", 0);
        Optional<String> token = query.get("continue");
        Optional<Paging.Page> page = token.isPresent()
                ? paging.next(target, token.get(), limit)
                : Optional.of(paging.first(target, objects.list(target.resource(), selected), limit));
        if (page.isEmpty()) {
            send(exchange, Statuses.continueExpired());
            return;
        }
        ApiResource resource = target.resource();
        ObjectNode list = JSON.createObjectNode()
                .put("kind", representation.kind(resource) + "List")
                .put("apiVersion", representation.apiVersion(resource));
        ObjectNode metadata = list.putObject("metadata")
                .put("resourceVersion", Long.toString(page.get().version()));
        if (page.get().next() != null) {
            metadata.put("continue", page.get().next());
            if (query.get("fieldSelector").isEmpty()
                    && query.get("labelSelector").isEmpty()) {
                metadata.put("remainingItemCount", page.get().remaining());
            }
        }
        if (representation == Representation.METADATA && page.get().items().isEmpty()) {
            // A list of metadata is converted item by item into a list that is not created until there is an item.
            list.putNull("items");
        } else {
            ArrayNode items = list.putArray("items");
            page.get().items().forEach(item -> items.add(representation.item(resource, item)));
        }
        send(exchange, list);
    }

    private static void sendOther(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/version" -> send(exchange, 200, ServerVersion.answer());
            case "/api" -> {
                ObjectNode versions = JSON.createObjectNode().put("kind", "APIVersions");
                versions.putArray("versions").add("v1");
                send(exchange, 200, versions);
            }
            case "/apis" -> {
                ObjectNode groups =
                        JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
                groups.putArray("groups");
                send(exchange, 200, groups);
            }
            // An unknown path is not even answered with an API object.
            default ->
                send(
                        exchange,
                        404,
                        "text/plain; charset=utf-8",
                        "404 page not found\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Request request(String verb, ApiPath target, HttpExchange exchange) {
        @Nullable String query = exchange.getRequestURI().getRawQuery();
        return new Request(
                verb,
                target.resource().plural(),
                target.namespace(),
                query == null ? "" : Query.decoded(query),
                header(exchange, "Accept"));
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    private static void send(HttpExchange exchange, ObjectNode answer) throws IOException {
        boolean failed = answer.path("kind").asString("").equals("Status");
        send(exchange, failed ? answer.path("code").asInt() : 200, answer);
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(answer));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
