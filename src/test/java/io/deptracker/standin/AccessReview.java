package io.deptracker.standin;

import static io.deptracker.standin.Representation.JSON;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells who asks what it may do, by the same rules by which requests are refused. */
final class AccessReview {
    private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private AccessReview() {}

    static boolean isAsked(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals(PATH);
    }

    static ObjectNode answer(HttpExchange exchange, Faults faults) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
        JsonNode attributes = asked.at("/spec/resourceAttributes");
        String namespace = attributes.path("namespace").asString("");
        var path = new ApiPath(
                ApiResource.named(attributes.path("resource").asString()),
                namespace.isEmpty() ? null : namespace,
                null);
        ObjectNode review = asked.deepCopy().asObject();
        review.putObject("status").put("allowed", !faults.forbids(path));
        return review;
    }
}
