package io.deptracker.github;

import java.net.http.HttpHeaders;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP response as it was received.
 *
 * @param status the status code
 * @param headers the headers
 * @param body the body, cut off at the client's limit
 */
record Answer(int status, HttpHeaders headers, String body) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Returns the body if it is a JSON object. */
    Optional<JsonNode> json() {
        try {
            return Optional.of(MAPPER.readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /**
     * Checks whether GitHub itself refused: each of its errors is a JSON object with a message. Any other refusal comes
     * from an intermediary, such as a proxy, a firewall or a mesh.
     */
    boolean isGitHubsRefusal() {
        return status >= 400
                && json().map(json -> json.path("message"))
                        .filter(message -> message.isString() || message.isObject())
                        .isPresent();
    }

    /**
     * Returns the status and the message on one line, for people. The message may be an object: {cause, repositories}.
     */
    String detail() {
        String text = json().map(json -> json.path("message"))
                .filter(message -> !message.isMissingNode())
                .map(message -> message.isString() ? message.asString() : message.toString())
                .orElse(body);
        String line = ErrorText.line(text);
        return "HTTP " + status + (line.isEmpty() ? "" : ": " + line);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip);
    }
}
