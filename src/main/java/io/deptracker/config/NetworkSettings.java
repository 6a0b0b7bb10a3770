package io.deptracker.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A reader of the network settings: the connection to GitHub. */
final class NetworkSettings {
    private final Values values;

    NetworkSettings(Values values) {
        this.values = values;
    }

    Settings.Network read() {
        return new Settings.Network(
                proxy(),
                values.parts(Setting.NO_PROXY),
                Optional.of(values.text(Setting.CA_CERT_FILE))
                        .filter(path -> !path.isEmpty())
                        .map(path -> values.path(Setting.CA_CERT_FILE, path)));
    }

    private Optional<URI> proxy() {
        String text = values.text(Setting.PROXY);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme());
            int port = uri.getPort() < 0 ? 80 : uri.getPort();
            if (http && uri.getHost() != null && port > 0 && port <= 65_535) {
                return Optional.of(new URI("http", uri.getUserInfo(), uri.getHost(), port, null, null, null));
            }
        } catch (URISyntaxException notAUrl) {
            // Reported below; the exception's message would quote a password.
        }
        values.fault(Setting.PROXY, "must be http://HOST:PORT, with USER:PASSWORD@ before the host if it needs one");
        return Optional.empty();
    }
}
