package io.deptracker.github;

import java.io.IOException;

/** The proxy on the way to GitHub refused a call; the message names the proxy, and never its user. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message) {
        super(message);
    }
}
