package io.deptracker.github;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An access token of an App's installation.
 *
 * @param token the secret
 * @param end when it ends
 * @param permissions its permissions; empty if GitHub did not state them
 */
record InstallationToken(String token, Instant end, Map<String, String> permissions) {
    /** The lifetime of every token, for a response that does not state it. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    /** Reads the token from a response; empty if there is none in it. */
    static Optional<InstallationToken> read(Answer answer, Instant now) {
        return answer.json()
                .filter(json -> !json.path("token").asString("").isEmpty())
                .map(json -> {
                    Map<String, String> permissions = new HashMap<>();
                    for (Map.Entry<String, JsonNode> permission :
                            json.path("permissions").properties()) {
                        permissions.put(
                                permission.getKey(), permission.getValue().asString(""));
                    }
                    return new InstallationToken(
                            json.path("token").asString(""), end(json, now), Map.copyOf(permissions));
                });
    }

    private static Instant end(JsonNode json, Instant now) {
        try {
            return OffsetDateTime.parse(json.path("expires_at").asString("")).toInstant();
        } catch (DateTimeException unstated) {
            return now.plus(LIFETIME);
        }
    }

    /** Returns a text without the secret, which must not get into a log. */
    @Override
    public String toString() {
        return "InstallationToken[end=" + end + "]";
    }
}
