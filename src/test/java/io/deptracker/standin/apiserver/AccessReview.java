package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The endpoint for reviews of one's own permissions. It applies the same rules by which requests are refused. */
final class AccessReview {
    private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private AccessReview() {}

    static boolean isAsked(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals(PATH);
    }

    static ObjectNode answer(HttpExchange exchange, InjectedFaults injectedFaults) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
        JsonNode attributes = asked.at("/spec/resourceAttributes");
        String namespace = attributes.path("namespace").asString("");
        var path = new ApiPath(
                ApiResource.named(attributes.path("resource").asString()),
                namespace.isEmpty() ? null : namespace,
                null);
        ObjectNode review = JSON.createObjectNode()
                .put("kind", asked.path("kind").asString())
                .put("apiVersion", asked.path("apiVersion").asString());
        ObjectNode given = JSON.createObjectNode();
        attributes
                .propertyStream()
                .filter(attribute -> !attribute.getValue().asString().isEmpty())
                .forEach(attribute -> given.set(attribute.getKey(), attribute.getValue()));
        review.putObject("metadata").putArray("managedFields").add(managed(given, review));
        review.putObject("spec").set("resourceAttributes", given);
        review.putObject("status").put("allowed", !injectedFaults.forbids(path));
        return review;
    }

    /** Adds managedFields: the API server records who set each field, although a review is never stored. */
    private static ObjectNode managed(ObjectNode attributes, ObjectNode review) {
        ObjectNode entry = JSON.createObjectNode()
                .put("manager", "unknown")
                .put("operation", "Update")
                .put("apiVersion", review.path("apiVersion").asString())
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("fieldsType", "FieldsV1");
        ObjectNode set = entry.putObject("fieldsV1").putObject("f:spec").putObject("f:resourceAttributes");
        set.putObject(".");
        attributes.propertyNames().forEach(name -> set.putObject("f:" + name));
        return entry;
    }
}
