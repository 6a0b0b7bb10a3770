package io.deptracker.standin.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares the stand-in with a real API server: for each recorded request it must return the same status, the same
 * content type and a body of the same shape.
 *
 * <p>One difference is intended: on a watch the stand-in writes a blank from time to time, which means nothing in JSON,
 * since it does not notice otherwise that a client is gone. Blank lines are not compared.
 */
class ApiConformityTest {
    /** The server's version when the first of the lists with objects was requested, and before. */
    private static final long WITH_OBJECTS = 5294;

    private static final long WITHOUT_OBJECTS = 5234;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.shutdownNow();
        server.close();
    }

    static Stream<Exchange> exchanges() {
        return Exchange.recorded().stream();
    }

    @Test
    void allOfThemAreCompared() {
        assertThat(exchanges()).hasSize(48);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void answersAsARealServer(Exchange exchange) throws Exception {
        prepare(exchange);
        HttpResponse<String> answer = http.send(exchange.sentTo(server.url()), BodyHandlers.ofString());
        List<String> differences = differences(exchange, answer);
        assertThat(differences).as(JsonShape.listed(differences)).isEmpty();
    }

    /** A token continues the list that it was issued for, as on the recorded server. */
    @Test
    void givesTheSamePageTokens() throws Exception {
        load();
        for (Exchange exchange :
                exchanges().filter(e -> e.path().contains("limit=2")).toList()) {
            if (exchange.status() == 200) {
                String answer = http.send(exchange.sentTo(server.url()), BodyHandlers.ofString())
                        .body();
                String token = token(answer);
                // The last of these was recorded later than the others, at a later version.
                if (Exchange.objects(exchange.body())
                                .getFirst()
                                .at("/metadata/resourceVersion")
                                .asLong()
                        == WITH_OBJECTS) {
                    assertThat(token).isEqualTo(token(exchange.body()));
                }
            }
        }
    }

    private void prepare(Exchange exchange) throws Exception {
        switch (exchange.what()) {
            case "a kind of which there is nothing, as metadata",
                    "a kind of which there is nothing, whole",
                    "pods, none" -> server.advanceTo(WITHOUT_OBJECTS);
            case "pods, a further page" -> {
                load();
                for (Exchange first : exchanges()
                        .filter(e -> e.what().equals("pods, first page"))
                        .toList()) {
                    http.send(first.sentTo(server.url()), BodyHandlers.ofString());
                }
            }
            case "a watch from too old a version" -> {
                load();
                server.compact();
            }
            case "no credential", "a bad token" -> server.requireToken("another");
            case "what a token may not", "may it? no" -> {
                server.forbid("pods");
                server.forbid("deployments");
            }
            default -> load();
        }
    }

    /** Stores every object that the recorded responses contain. */
    private void load() {
        Map<String, ObjectNode> objects = new LinkedHashMap<>();
        exchanges().filter(exchange -> exchange.status() == 200).forEach(exchange -> {
            String resource = exchange.path().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
            for (JsonNode item : Exchange.objects(exchange.body()).stream()
                    .flatMap(body -> body.path("items").valueStream())
                    .toList()) {
                ObjectNode object = ((ObjectNode) item).deepCopy();
                object.remove(List.of("kind", "apiVersion"));
                objects.put(resource + " " + object.at("/metadata/name").asString(), object);
            }
        });
        objects.forEach((key, object) -> server.putAsRecorded(key.substring(0, key.indexOf(' ')), object));
        addTheUnrecordedPods(objects);
        server.advanceTo(WITH_OBJECTS);
    }

    /** Adds two pods: only two pages of two pods were recorded. */
    private void addTheUnrecordedPods(Map<String, ObjectNode> objects) {
        List<ObjectNode> pods = objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("pods "))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(pods).hasSize(4);
        for (String name : List.of("web-2-unrecorded-a", "web-2-unrecorded-b")) {
            ObjectNode pod = pods.getLast().deepCopy();
            pod.withObject("metadata").put("name", name);
            server.putAsRecorded("pods", pod);
        }
    }

    private static List<String> differences(Exchange exchange, HttpResponse<String> answer) {
        var differences = new ArrayList<String>();
        if (answer.statusCode() != exchange.status()) {
            differences.add("status %d instead of %d".formatted(answer.statusCode(), exchange.status()));
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        if (!type.equals(exchange.contentType())) {
            differences.add("content type %s instead of %s".formatted(type, exchange.contentType()));
        }
        if (!exchange.contentType().equals("application/json") || !type.equals("application/json")) {
            if (!exchange.body().equals(answer.body())) {
                differences.add("text %s instead of %s".formatted(answer.body(), exchange.body()));
            }
            return differences;
        }
        List<JsonNode> recorded = Exchange.objects(exchange.body());
        List<JsonNode> answered = Exchange.objects(answer.body());
        if (recorded.size() != answered.size()) {
            differences.add("%d objects instead of %d: %s".formatted(answered.size(), recorded.size(), answer.body()));
        }
        for (int i = 0; i < Math.min(recorded.size(), answered.size()); i++) {
            differences.addAll(JsonShape.differences(recorded.get(i), answered.get(i)));
        }
        return differences;
    }

    private static String token(String body) {
        return Exchange.objects(body).getFirst().at("/metadata/continue").asString();
    }
}
