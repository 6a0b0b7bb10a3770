package io.deptracker.github;

import java.net.http.HttpHeaders;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP answer as it came.
 *
 * @param status its code
 * @param headers its headers
 * @param body its body, cut off at the client's limit
 */
record Answer(int status, HttpHeaders headers, String body) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The body as a JSON object; empty where it is anything else. */
    Optional<JsonNode> json() {
        try {
            return Optional.of(MAPPER.readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /**
     * Whether GitHub itself refuses: each of its errors is a JSON object with a message. Any other refusal comes from
     * something in between, such as a proxy, a firewall or a mesh.
     */
    boolean isGitHubsRefusal() {
        return status >= 400
                && json().map(json -> json.path("message"))
                        .filter(message -> message.isString() || message.isObject())
                        .isPresent();
    }

    /** Code and message on one line, for people. The message may be an object: {cause, repositories}. */
    String detail() {
        String said = json().map(json -> json.path("message"))
                .filter(message -> !message.isMissingNode())
                .map(message -> message.isString() ? message.asString() : message.toString())
                .orElse(body);
        String line = ErrorText.line(said);
        return "HTTP " + status + (line.isEmpty() ? "" : ": " + line);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip);
    }
}
