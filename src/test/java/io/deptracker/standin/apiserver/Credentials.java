package io.deptracker.standin.apiserver;

import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The credentials that the API server knows. Until a token is required, every client is the tracker. */
final class Credentials {
    static final String TRACKER = "system:serviceaccount:stand-in:tracker";
    static final String ANONYMOUS = "system:anonymous";

    private volatile Optional<String> required = Optional.empty();

    /** Requires this token from now on: only clients that send it are the tracker. */
    void require(String token) {
        required = Optional.of(token);
    }

    /** Checks for a token that the server does not know. */
    boolean refuse(HttpExchange exchange) {
        @Nullable String given = authorization(exchange);
        return given != null && required.isPresent() && !given.equals("Bearer " + required.get());
    }

    /** Checks for a missing token, which is not an error in itself: such a request has no permissions. */
    boolean isAnonymous(HttpExchange exchange) {
        return required.isPresent() && authorization(exchange) == null;
    }

    private static @Nullable String authorization(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Authorization");
    }
}
