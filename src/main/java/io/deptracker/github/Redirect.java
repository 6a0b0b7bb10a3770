package io.deptracker.github;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The new address of a moved endpoint. The JDK's own redirects would turn the POST into a GET. */
final class Redirect {
    /** How many are followed in one call: more would be a loop. */
    static final int MOST = 3;

    private static final Set<Integer> MOVED = Set.of(301, 302, 307, 308);

    private Redirect() {}

    /**
     * Returns the new address; empty if it has not moved or moved to another origin, for which the credential is not
     * meant.
     */
    static Optional<URI> of(HttpResponse<?> response) {
        if (!MOVED.contains(response.statusCode())) {
            return Optional.empty();
        }
        return response.headers()
                .firstValue("location")
                .flatMap(location -> resolve(response.uri(), location))
                .filter(moved -> sameOrigin(moved, response.uri()));
    }

    private static Optional<URI> resolve(URI from, String location) {
        try {
            return location.isEmpty() ? Optional.empty() : Optional.of(from.resolve(location));
        } catch (IllegalArgumentException notAPlace) {
            return Optional.empty();
        }
    }

    private static boolean sameOrigin(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getHost(), other.getHost())
                && one.getPort() == other.getPort();
    }
}
