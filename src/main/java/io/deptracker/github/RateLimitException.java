package io.deptracker.github;

import java.io.IOException;
import java.time.Instant;

/** Thrown if GitHub limits the calls that request a token. */
public final class RateLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Instant until;

    RateLimitException(Instant until, String detail) {
        super(detail);
        this.until = until;
    }

    /** Returns when the next call may be made. */
    public Instant until() {
        return until;
    }
}
