package io.deptracker.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.extras.authorization.JWTTokenProvider;

/**
 * Installation tokens of a GitHub App, from the same base URL as the records. A token lives for an hour. It is renewed
 * some minutes before it ends or when GitHub refuses it, once for all workers. The key is read again for each renewal.
 */
public final class AppCredential implements Credential {
    /** Early enough for clocks that differ and calls that take a while. */
    private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(5);

    /** A token that could not be renewed is used until this long before its end. */
    private static final Duration LAST_USE = Duration.ofMinutes(1);

    private static final String PERMISSION = "artifact_metadata";
    private static final byte[] NO_WISHES = "{}".getBytes(StandardCharsets.UTF_8);

    /** A source of the key's PEM text. */
    public interface KeySource {
        /** Returns the current text. */
        String pem() throws IOException;
    }

    /**
     * The identity of an App's installation.
     *
     * @param appId the App's id or client id
     * @param installationId the installation's id
     */
    public record Installation(String appId, long installationId) {}

    private final URI base;
    private final Installation installation;
    private final KeySource key;
    private final Exchange exchange;
    private final Duration timeout;
    private final InstantSource clock;
    private @Nullable InstallationToken token;
    private @Nullable CompletableFuture<InstallationToken> renewing;

    /**
     * @param base the API's base URL
     * @param installation the installation whose tokens are requested
     * @param key the App's private key
     * @param http the connections
     * @param timeout how long a renewal may take
     * @param clock determines when to renew
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
        this.exchange = new Exchange(http, "deployment-tracker");
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String token() throws CredentialException, IOException {
        return current().token();
    }

    /**
     * Returns what GitHub granted the installation, such as {@code artifact_metadata: write}; empty if GitHub did not
     * state it.
     *
     * @throws CredentialException if no token is available; the message states why
     */
    public Map<String, String> permissions() throws CredentialException, IOException {
        return current().permissions();
    }

    /** Returns whether these permissions of an installation allow deployment records to be written. */
    public static boolean grantWriting(Map<String, String> permissions) {
        return "write".equals(permissions.get(PERMISSION));
    }

    @Override
    public synchronized Optional<String> lacks() {
        return Optional.ofNullable(token)
                .map(InstallationToken::permissions)
                .filter(stated -> !stated.isEmpty() && !grantWriting(stated))
                .map(stated -> "the App's installation lacks '%s: write', it has %s"
                        .formatted(PERMISSION, new TreeMap<>(stated)));
    }

    @Override
    public synchronized void refused(String refusedToken) {
        if (token != null && refusedToken.equals(token.token())) {
            token = null;
        }
    }

    @Override
    public void check() throws CredentialException {
        var _ = privateKey();
    }

    /** Returns the token. If it is about to end, the first thread that needs it renews it for all. */
    private InstallationToken current() throws CredentialException, IOException {
        CompletableFuture<InstallationToken> renewal;
        boolean mine;
        synchronized (this) {
            if (token != null && clock.instant().isBefore(token.end().minus(RENEW_BEFORE_END))) {
                return token;
            }
            mine = renewing == null;
            renewal = mine ? new CompletableFuture<>() : Objects.requireNonNull(renewing);
            renewing = renewal;
        }
        if (mine) {
            renew(renewal);
        }
        return await(renewal);
    }

    private void renew(CompletableFuture<InstallationToken> renewal) {
        try {
            InstallationToken renewed = request();
            synchronized (this) {
                token = renewed;
                renewing = null;
            }
            renewal.complete(renewed);
        } catch (CredentialException | IOException | RuntimeException failed) {
            InstallationToken last;
            synchronized (this) {
                last = token;
                renewing = null;
            }
            // Renewal starts early, so a passing fault need not stop what the last token still allows.
            if (failed instanceof IOException
                    && last != null
                    && clock.instant().isBefore(last.end().minus(LAST_USE))) {
                renewal.complete(last);
            } else {
                renewal.completeExceptionally(failed);
            }
        }
    }

    private InstallationToken await(CompletableFuture<InstallationToken> renewal)
            throws CredentialException, IOException {
        try {
            return renewal.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no token in time");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        } catch (ExecutionException failed) {
            // Each thread throws an exception of its own, with its own stack.
            switch (failed.getCause()) {
                case CredentialException none -> throw new CredentialException(String.valueOf(none.getMessage()), none);
                case RateLimitException limited ->
                    throw new RateLimitException(limited.until(), String.valueOf(limited.getMessage()));
                case ProxyException proxy -> throw new ProxyException(String.valueOf(proxy.getMessage()));
                case HttpTimeoutException late -> throw new HttpTimeoutException(late.getMessage());
                case IOException passing -> throw new IOException(ErrorText.of(passing), passing);
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        }
    }

    private InstallationToken request() throws CredentialException, IOException {
        String authorization = new JWTTokenProvider(installation.appId(), privateKey()).getEncodedAuthorization();
        String jwt = authorization.substring(authorization.indexOf(' ') + 1);
        URI uri = URI.create(base + "/app/installations/" + installation.installationId() + "/access_tokens");
        Answer answer = exchange.post(uri, NO_WISHES, jwt, Deadline.in(timeout));
        Instant now = clock.instant();
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return InstallationToken.read(answer, now)
                    .orElseThrow(() ->
                            new IOException("the response to the request for a token is not GitHub's: HTTP " + status));
        }
        Optional<Instant> limit = status == 403 || status == 429 ? RateLimit.until(answer, now) : Optional.empty();
        if (limit.isPresent()) {
            throw new RateLimitException(limit.get(), "no token for now: " + answer.detail());
        }
        if (status < 500 && status != 408 && answer.isGitHubsRefusal()) {
            throw refusal(answer.detail() + "; " + advice(status), null);
        }
        throw new IOException("no token for now: " + answer.detail());
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> "check that the App's id and its key belong together, and this node's clock";
            case 403 -> "check whether the installation is suspended and the organization's IP allow list";
            case 404 -> "check the App's id and its installation's id";
            default -> "check that the App's id, its installation's id and the key belong together";
        };
    }

    private PrivateKey privateKey() throws CredentialException {
        try {
            return PrivateKeyPem.read(key.pem());
        } catch (IOException unreadable) {
            throw refusal(
                    "cannot read its private key: %s; check GH_APP_PRIV_KEY".formatted(FileErrorText.of(unreadable)),
                    unreadable);
        } catch (GeneralSecurityException notAKey) {
            throw refusal("cannot use its private key: " + notAKey.getMessage(), notAKey);
        }
    }

    private CredentialException refusal(String why, @Nullable Exception cause) {
        return new CredentialException(
                "no token for GitHub App %s, installation %d: %s"
                        .formatted(installation.appId(), installation.installationId(), why),
                cause);
    }
}
