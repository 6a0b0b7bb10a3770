package io.deptracker.standin.apiserver;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a request, decoded. */
record Query(Map<String, String> parameters) {

    static Query of(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        @Nullable String raw = uri.getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(decoded(key), decoded(value));
            }
        }
        return new Query(Map.copyOf(parameters));
    }

    static String decoded(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    boolean isOn(String name) {
        return get(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    long number(String name, long otherwise) {
        return get(name).map(Long::parseLong).orElse(otherwise);
    }
}
