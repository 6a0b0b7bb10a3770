package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;

/** A recorded request and a real API server's response. */
record Exchange(int number, String what, JsonNode request, int status, String contentType, String body) {

    /** Returns all exchanges, in the order in which they were recorded. */
    static List<Exchange> recorded() {
        try (InputStream in =
                Objects.requireNonNull(Exchange.class.getResourceAsStream("/recordings/protocol/exchanges.jsonl"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return IntStream.range(0, lines.size())
                    .mapToObj(number -> of(number, JSON.readTree(lines.get(number))))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Exchange of(int number, JsonNode line) {
        return new Exchange(
                number,
                line.path("what").asString(),
                line.path("request"),
                line.path("status").asInt(),
                line.path("headers").path("Content-Type").asString(),
                line.path("body").asString());
    }

    String path() {
        return request.path("path").asString();
    }

    String accept() {
        return request.path("headers").path("Accept").asString();
    }

    /** Returns the same request to another server; of a token, the recording contains only that there was one. */
    HttpRequest sentTo(String server) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(server + path()));
        request.path("headers")
                .propertyStream()
                .forEach(header ->
                        builder.setHeader(header.getKey(), header.getValue().asString()));
        JsonNode body = request.path("body");
        return builder.method(
                        request.path("method").asString(),
                        body.isMissingNode()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }

    /** Returns the objects of a body one after another: a single one, or the events of a watch. */
    static List<JsonNode> objects(String body) {
        try (MappingIterator<JsonNode> objects = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
            return objects.readAll();
        }
    }

    @Override
    public String toString() {
        return number + ": " + what + " (" + path().split("\\?", 2)[0] + ")";
    }
}
