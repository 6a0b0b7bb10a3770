package io.deptracker.doctor;

import io.deptracker.github.AppCredential;
import io.deptracker.github.Credential;
import io.deptracker.github.CredentialException;
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubProbe;
import io.deptracker.github.GitHubProbe.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;

/** A check of the connection to GitHub, of the clock, and of the credential. */
public final class GitHubCheck {
    private static final String REACH = "github";
    private static final String CREDENTIAL = "credential";
    private static final String PERMISSION = "permission";
    private static final String GRANT = "grant the repository permission 'Artifact metadata: write'";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SKEW_NOTED = Duration.ofSeconds(30);

    /** With so much skew GitHub rejects an App's signature, and waits that GitHub states end at the wrong time. */
    private static final Duration SKEW_TOO_LARGE = Duration.ofMinutes(5);

    private final Endpoint endpoint;
    private final HttpClient http;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    public GitHubCheck(Endpoint endpoint, HttpClient http, InstantSource clock) {
        this.endpoint = endpoint;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Checks the connection, the clock and the credential.
     *
     * @param credential the controller's; empty in a dry run, which needs none
     */
    public List<Finding> findings(Optional<Credential> credential) {
        var gitHubProbe = new GitHubProbe(endpoint, http, PATIENCE);
        // The file of a credential is checked even without a network.
        boolean credible = credential.isPresent() && isReadable(credential.get());
        if (resolves() && answers(gitHubProbe) && credible) {
            takes(gitHubProbe, credential.get());
        }
        return findings;
    }

    private boolean isReadable(Credential credential) {
        try {
            credential.check();
            return true;
        } catch (CredentialException unusable) {
            unusable(unusable);
            return false;
        }
    }

    private void unusable(CredentialException unusable) {
        findings.add(Finding.fail(
                CREDENTIAL, String.valueOf(unusable.getMessage()), "check API_TOKEN_FILE, or the App's settings"));
    }

    private boolean resolves() {
        Optional<InetSocketAddress> proxy = proxy();
        String host = proxy.map(InetSocketAddress::getHostString)
                .orElse(String.valueOf(endpoint.base().getHost()));
        try {
            String address = InetAddress.getByName(host).getHostAddress();
            findings.add(
                    Finding.ok(REACH, "%s%s is %s".formatted(proxy.isPresent() ? "the proxy " : "", host, address)));
            return true;
        } catch (UnknownHostException unknown) {
            findings.add(Finding.fail(
                    REACH,
                    "%s%s can't be resolved".formatted(proxy.isPresent() ? "the proxy " : "", host),
                    proxy.isPresent()
                            ? "check HTTPS_PROXY and the cluster's DNS"
                            : "check BASE_URL and the cluster's DNS"));
            return false;
        }
    }

    private Optional<InetSocketAddress> proxy() {
        return http.proxy().stream()
                .flatMap(selector -> selector.select(endpoint.base()).stream())
                .map(Proxy::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .findFirst();
    }

    private boolean answers(GitHubProbe gitHubProbe) {
        URI base = endpoint.base();
        try {
            Result reply = gitHubProbe.reach();
            findings.add(Finding.ok(
                    REACH,
                    "%s responds%s"
                            .formatted(
                                    base, "https".equals(base.getScheme()) ? ", and its certificate is trusted" : "")));
            clock(reply);
            return true;
        } catch (SSLException untrusted) {
            findings.add(Finding.fail(
                    "tls",
                    "no trusted connection to %s: %s".formatted(base, untrusted.getMessage()),
                    "set CA_CERT_FILE to the certificates of the proxy or firewall in between"));
        } catch (IOException unreachable) {
            findings.add(Finding.fail(
                    REACH,
                    "%s can't be reached: %s".formatted(base, unreachable),
                    "check BASE_URL, HTTPS_PROXY, NO_PROXY and network policies"));
        }
        return false;
    }

    private void clock(Result reply) {
        if (reply.date().isEmpty()) {
            findings.add(Finding.warn(
                    "clock", "GitHub's response has no date", "check for proxies between this machine and GitHub"));
            return;
        }
        Instant theirs = reply.date().get();
        Duration skew = Duration.between(theirs, clock.instant());
        String text = "%d s %s GitHub's".formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "ahead of");
        String advice = "set this node's clock";
        if (skew.abs().compareTo(SKEW_TOO_LARGE) > 0) {
            findings.add(Finding.fail("clock", text, advice));
        } else {
            findings.add(
                    skew.abs().compareTo(SKEW_NOTED) > 0
                            ? Finding.warn("clock", text, advice)
                            : Finding.ok("clock", text));
        }
    }

    private void takes(GitHubProbe gitHubProbe, Credential credential) {
        try {
            Result reply = gitHubProbe.read(credential.token());
            if (reply.status() == 401 && reply.gitHubs()) {
                findings.add(Finding.fail(
                        CREDENTIAL, "GitHub refuses it: " + reply.detail(), "replace it; it may have expired"));
            } else if (reply.limited()) {
                findings.add(Finding.warn(CREDENTIAL, "limited: " + reply.detail(), "try again later"));
            } else if (!reply.gitHubs()) {
                findings.add(Finding.warn(
                        CREDENTIAL,
                        "the response is not from GitHub: " + reply.detail(),
                        "check proxies, firewalls and the mesh on the way"));
            } else if (reply.status() >= 500) {
                findings.add(Finding.warn(CREDENTIAL, "GitHub returns an error: " + reply.detail(), "try again later"));
            } else {
                findings.add(Finding.ok(CREDENTIAL, "GitHub accepts it"));
                permission(reply, credential);
            }
        } catch (CredentialException none) {
            unusable(none);
        } catch (IOException failed) {
            findings.add(Finding.warn(CREDENTIAL, "the check failed: " + failed, "try again later"));
        }
    }

    private void permission(Result reply, Credential credential) throws CredentialException, IOException {
        String organization = endpoint.organization();
        boolean granted = credential instanceof AppCredential app && granted(app.permissions());
        boolean unknown = reply.detail().toLowerCase(Locale.ROOT).contains("no artifacts found");
        if (reply.status() == 403) {
            findings.add(Finding.fail(
                    PERMISSION,
                    "deployment records of %s may not be read: %s%s"
                            .formatted(
                                    organization,
                                    reply.detail(),
                                    reply.accepted()
                                            .map(wanted -> " (wanted: " + wanted + ")")
                                            .orElse("")),
                    GRANT));
        } else if (unknown && !granted) {
            // GitHub returns the same for an unknown digest and for a missing permission.
            findings.add(Finding.warn(
                    PERMISSION,
                    "whether deployment records of %s may be read is unknown, given: %s"
                            .formatted(organization, reply.detail()),
                    "if no record is accepted, " + GRANT));
        } else if (reply.status() >= 300 && !unknown) {
            findings.add(Finding.fail(
                    PERMISSION,
                    "%s is not found: %s".formatted(organization, reply.detail()),
                    "check ORG, and that the credential belongs to that organization"));
        } else if (reply.scopes().isPresent()) {
            findings.add(Finding.warn(
                    PERMISSION,
                    "it is a classic token with the scopes " + reply.scopes().get(),
                    "use a GitHub App or a fine-grained token, and " + GRANT));
        } else {
            findings.add(Finding.ok(
                    PERMISSION,
                    "deployment records of %s may be read%s"
                            .formatted(
                                    organization,
                                    credential instanceof AppCredential
                                            ? ""
                                            : "; a token's write permission shows with the first record")));
        }
    }

    private boolean granted(Map<String, String> permissions) {
        if (permissions.isEmpty()) {
            findings.add(
                    Finding.warn(PERMISSION, "GitHub did not report the permissions of the App's installation", GRANT));
            return false;
        }
        boolean writes = AppCredential.grantWriting(permissions);
        findings.add(
                writes
                        ? Finding.ok(PERMISSION, "the App's installation may write deployment records")
                        : Finding.fail(
                                PERMISSION,
                                "the App's installation was granted only " + new TreeMap<>(permissions),
                                GRANT));
        return writes;
    }
}
