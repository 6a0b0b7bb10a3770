package io.deptracker.github;

import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.BatchRejected;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that posts deployment records to GitHub. Each call is one HTTP exchange with one deadline. Safe for many
 * threads.
 */
public final class GitHubClient implements GitHub {
    private static final Logger LOG = LoggerFactory.getLogger(GitHubClient.class);
    private static final int UNAUTHORIZED = 401;
    private static final long UNSTATED = -1;

    private final URI records;
    private final Credential credential;
    private final HttpClient http;
    private final Duration timeout;
    private final InstantSource clock;
    private final Exchange exchange;
    private final AtomicLong remaining = new AtomicLong(UNSTATED);

    /**
     * @param endpoint the API's address and the organization
     * @param credential authorizes each call
     * @param http the connections, which follow no redirects by themselves; closed with this client
     * @param timeout how long one exchange may take, from its start to the last byte of the response
     * @param clock converts stated waits to instants
     * @param version this program's version, for the User-Agent
     */
    public GitHubClient(
            Endpoint endpoint,
            Credential credential,
            HttpClient http,
            Duration timeout,
            InstantSource clock,
            String version) {
        this.records = endpoint.records();
        this.credential = credential;
        this.http = http;
        this.timeout = timeout;
        this.clock = clock;
        this.exchange = new Exchange(http, "deployment-tracker/" + version);
    }

    @Override
    public List<Outcome> post(Environment environment, List<DeploymentRecord> sent, Deadline latest) {
        boolean batch = sent.size() > 1;
        URI uri = batch ? URI.create(records + "/cluster/" + environment.cluster()) : records;
        byte[] body = batch ? RequestBody.batch(environment, sent) : RequestBody.single(environment, sent.getFirst());
        Deadline deadline = latest.within(timeout);
        try {
            String token = credential.token();
            Optional<String> lack = credential.lacks();
            Answer answer = exchange(uri, body, token, deadline);
            List<Outcome> outcomes = AnswerReader.read(answer, sent, clock.instant());
            return lack.isEmpty() ? outcomes : withoutPermission(outcomes, lack.get(), token);
        } catch (HttpTimeoutException late) {
            return Collections.nCopies(
                    sent.size(), new TransientFailure("no response within " + timeout.toMillis() / 1000.0 + " s"));
        } catch (CredentialException | IOException | RuntimeException failed) {
            return Collections.nCopies(sent.size(), outcome(failed));
        }
    }

    @Override
    public Optional<Outcome> prepare() {
        try {
            // The call requests the token again: it may be refused and renewed in between.
            return credential.token().isEmpty()
                    ? Optional.of(new BadCredential("the token is empty"))
                    : Optional.empty();
        } catch (CredentialException | IOException | RuntimeException failed) {
            return Optional.of(outcome(failed));
        }
    }

    /**
     * Replaces unknown artifacts by forbidden ones: they may exist if the permission to find them is known to be
     * missing.
     */
    private List<Outcome> withoutPermission(List<Outcome> outcomes, String lack, String token) {
        List<Outcome> known = outcomes.stream()
                .map(outcome -> switch (outcome) {
                    case UnknownArtifact unknown -> forbidden(unknown, lack);
                    case BatchRejected(String detail, UnknownArtifact unknown) ->
                        new BatchRejected(detail, forbidden(unknown, lack));
                    case Outcome any -> any;
                })
                .toList();
        if (!known.equals(outcomes)) {
            // A permission that is granted now comes only with the next token.
            credential.refused(token);
        }
        return known;
    }

    private static Outcome forbidden(UnknownArtifact unknown, String lack) {
        return new Forbidden(unknown.detail() + "; " + lack);
    }

    private static Outcome outcome(Exception failed) {
        return switch (failed) {
            case CredentialException none -> new BadCredential(String.valueOf(none.getMessage()));
            case RateLimitException limited -> new RateLimited(limited.until(), String.valueOf(limited.getMessage()));
            case ProxyException proxy -> new TransientFailure(String.valueOf(proxy.getMessage()));
            case IOException passing -> new TransientFailure(ErrorText.of(passing));
            default -> {
                LOG.atWarn().setCause(failed).log("call to GitHub failed unexpectedly; retrying its records");
                yield new TransientFailure("unexpected: " + ErrorText.of(failed));
            }
        };
    }

    @Override
    public OptionalLong remainingBudget() {
        long value = remaining.get();
        return value == UNSTATED ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public void cutOff() {
        http.shutdownNow();
    }

    @Override
    public void close() {
        cutOff();
        http.close();
    }

    private Answer exchange(URI uri, byte[] body, String token, Deadline deadline) throws IOException {
        Answer answer = exchange.post(uri, body, token, deadline);
        answer.header("x-ratelimit-remaining").flatMap(RateLimit::number).ifPresent(remaining::set);
        if (answer.status() == UNAUTHORIZED && answer.isGitHubsRefusal()) {
            credential.refused(token);
        }
        return answer;
    }
}
