package io.deptracker.github;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHAppInstallationToken;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.HttpException;
import org.kohsuke.github.extras.authorization.JWTTokenProvider;

/**
 * Installation tokens of a GitHub App, from the same base URL as the records. A token lives for an hour; it is renewed some
 * minutes before it ends, once for all workers, and when GitHub refuses it. The key is read anew for each renewal.
 */
public final class AppCredential implements Credential {
    /** Before its end, so that clocks may differ and calls may take a while. */
    private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(5);

    /** What GitHub says of an App, an installation or a key that is wrong. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404, 422);

    /** Gives the key's PEM text. */
    public interface KeySource {
        /** The text as it is now. */
        String pem() throws IOException;
    }

    /**
     * Which installation of which App.
     *
     * @param appId the App's id or client id
     * @param installationId the installation's id
     */
    public record Installation(String appId, long installationId) {}

    private final URI base;
    private final Installation installation;
    private final KeySource key;
    private final HttpClient http;
    private final Duration timeout;
    private final InstantSource clock;
    private @Nullable String token;
    private Map<String, String> permissions = Map.of();
    private Instant renewAt = Instant.MIN;

    /**
     * @param base the API's base URL
     * @param installation whose tokens to get
     * @param key the App's private key
     * @param http the connections
     * @param timeout what a renewal may take
     * @param clock tells when to renew
     */
    public AppCredential(
            URI base,
            Installation installation,
            KeySource key,
            HttpClient http,
            Duration timeout,
            InstantSource clock) {
        this.base = base;
        this.installation = installation;
        this.key = key;
        this.http = http;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public synchronized String token() throws CredentialException, IOException {
        String current = token;
        if (current == null || !clock.instant().isBefore(renewAt)) {
            GHAppInstallationToken fresh = renewed();
            current = fresh.getToken();
            token = current;
            permissions = Map.copyOf(fresh.getPermissions());
            renewAt = fresh.getExpiresAt().toInstant().minus(RENEW_BEFORE_END);
        }
        return current;
    }

    /**
     * What GitHub granted the installation, such as {@code artifact_metadata: write}.
     *
     * @throws CredentialException if there is no token to be had; the message says why
     */
    public synchronized Map<String, String> permissions() throws CredentialException, IOException {
        var _ = token();
        return permissions;
    }

    @Override
    public synchronized void refused(String refusedToken) {
        if (refusedToken.equals(token)) {
            token = null;
        }
    }

    /**
     * Sees whether the key can be read, without a call.
     *
     * @throws CredentialException if it can't; the message says why
     */
    public void requireKey() throws CredentialException {
        var _ = privateKey();
    }

    private GHAppInstallationToken renewed() throws CredentialException, IOException {
        var jwt = new JWTTokenProvider(installation.appId(), privateKey());
        try {
            return new GitHubBuilder()
                    .withEndpoint(base.toString())
                    .withConnector(new AppConnector(http, timeout))
                    .withAuthorizationProvider(jwt)
                    // Its own handlers would wait; waiting is the gate's.
                    .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
                    .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
                    .build()
                    .getApp()
                    .getInstallationById(installation.installationId())
                    .createToken()
                    .create();
        } catch (HttpException answered) {
            if (REFUSALS.contains(answered.getResponseCode())) {
                throw refused(answered.getResponseCode(), answered);
            }
            throw answered;
        } catch (FileNotFoundException notFound) {
            // How the library tells a 404.
            throw refused(404, notFound);
        }
    }

    private CredentialException refused(int status, IOException answered) {
        return refusal(
                "GitHub answered HTTP " + status
                        + "; see that the App's id, its installation's id and the key belong together",
                answered);
    }

    private PrivateKey privateKey() throws CredentialException {
        try {
            return PrivateKeyPem.read(key.pem());
        } catch (IOException unreadable) {
            throw refusal("its private key can't be read: " + unreadable, unreadable);
        } catch (GeneralSecurityException notAKey) {
            throw refusal("its private key can't be used: " + notAKey.getMessage(), notAKey);
        }
    }

    private CredentialException refusal(String why, Exception cause) {
        return new CredentialException(
                "no token for GitHub App %s, installation %d: %s"
                        .formatted(installation.appId(), installation.installationId(), why),
                cause);
    }
}
