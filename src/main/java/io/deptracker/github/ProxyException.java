package io.deptracker.github;

import java.io.IOException;

/** Thrown if the proxy on the way to GitHub refused a call. The message names the proxy, never its user. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message) {
        super(message);
    }
}
