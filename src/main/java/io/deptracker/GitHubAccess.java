package io.deptracker;

import io.deptracker.config.Settings;
import io.deptracker.github.Endpoint;
import io.deptracker.github.HttpClients;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

/** The connection to GitHub that the settings configure. */
final class GitHubAccess {
    private GitHubAccess() {}

    /** Returns the API's address and the organization. */
    static Endpoint endpoint(Settings settings) {
        return new Endpoint(settings.github().baseUrl(), settings.github().organization());
    }

    /**
     * Opens the HTTP client, with the proxy and the certificates of the settings.
     *
     * @throws IOException if the certificates cannot be read; the message names the file
     */
    static HttpClient open(Settings settings, Duration connectTimeout) throws IOException {
        var network = settings.network();
        return HttpClients.open(
                connectTimeout,
                network.proxy().orElse(null),
                network.noProxy(),
                network.caCertificates().orElse(null));
    }
}
