package io.deptracker.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The API's base URL, read from an operator's text.
 *
 * @param uri the URL without a slash at its end; a harmless one if there is a fault
 * @param fault what is wrong with it, if anything
 */
record BaseUrl(URI uri, Optional<String> fault) {
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1");
    private static final String CLUSTER_SERVICES = ".svc.cluster.local";
    private static final int LAST_PORT = 65_535;

    static BaseUrl read(String text) {
        // Checked before any message quotes the text: it may contain a password.
        if (text.chars().anyMatch(c -> "@?#".indexOf(c) >= 0)) {
            return faulty("must have no user, query or fragment");
        }
        URI uri;
        try {
            String whole = text.contains("://") ? text : "https://" + text;
            uri = new URI(whole.replaceAll("/+$", ""));
        } catch (URISyntaxException notAUrl) {
            return faulty("'" + text + "' is not a URL");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
            return faulty("'" + text + "' is not an http or https URL with a host");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            return faulty("'" + text + "' has no port of 1 to " + LAST_PORT);
        }
        // Checks the parsed host: http://localhost.example.com is not this machine.
        String name = host.toLowerCase(Locale.ROOT);
        if (scheme.equals("http") && !LOCAL_HOSTS.contains(name) && !name.endsWith(CLUSTER_SERVICES)) {
            return faulty("is plain http to " + host + "; plain http is accepted only for localhost, 127.0.0.1 and *"
                    + CLUSTER_SERVICES);
        }
        return new BaseUrl(uri, Optional.empty());
    }

    private static BaseUrl faulty(String what) {
        return new BaseUrl(URI.create("https://api.github.com"), Optional.of(what));
    }
}
