package io.deptracker.github;

import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.PassingFault;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Posts deployment records to GitHub. Each call is one HTTP exchange with one deadline. Safe for many threads. */
public final class GitHubClient implements GitHub {
    static final String API_VERSION = "2022-11-28";
    private static final int UNAUTHORIZED = 401;
    private static final long UNSTATED = -1;

    private final URI records;
    private final Credential credential;
    private final HttpClient http;
    private final Duration timeout;
    private final InstantSource clock;
    private final String userAgent;
    private final AtomicLong remaining = new AtomicLong(UNSTATED);

    /**
     * @param endpoint where the API is, and for which organization
     * @param credential authorizes each call
     * @param http the connections, which follow no redirects by themselves; closed with this client
     * @param timeout what one exchange may take, from its start to the last byte of the answer
     * @param clock turns stated waits into instants
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
        this.userAgent = "deployment-tracker/" + version;
    }

    @Override
    public List<Outcome> post(Environment environment, List<DeploymentRecord> sent) {
        boolean batch = sent.size() > 1;
        URI uri = batch ? URI.create(records + "/cluster/" + environment.cluster()) : records;
        byte[] body = batch ? Wire.batch(environment, sent) : Wire.single(environment, sent.getFirst());
        Outcome failed;
        try {
            Answer answer = exchange(uri, body);
            return AnswerReader.read(answer, sent, clock.instant());
        } catch (CredentialException none) {
            failed = new BadCredential(String.valueOf(none.getMessage()));
        } catch (TimeoutException | HttpTimeoutException late) {
            failed = new PassingFault("no answer within " + timeout.toMillis() / 1000.0 + " s");
        } catch (IOException passing) {
            String message = passing.getMessage();
            String kind = passing.getClass().getSimpleName();
            failed = new PassingFault(message == null ? kind : kind + ": " + Detail.line(message));
        }
        return Collections.nCopies(sent.size(), failed);
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

    private Answer exchange(URI uri, byte[] body) throws CredentialException, IOException, TimeoutException {
        String token = credential.token();
        long deadline = System.nanoTime() + timeout.toNanos();
        HttpResponse<byte[]> response = send(uri, body, token, deadline);
        for (int moves = 0; moves < Redirect.MOST; moves++) {
            Optional<URI> moved = Redirect.of(response);
            if (moved.isPresent()) {
                response = send(moved.get(), body, token, deadline);
            }
        }
        response.headers()
                .firstValue("x-ratelimit-remaining")
                .flatMap(RateLimit::number)
                .ifPresent(remaining::set);
        if (response.statusCode() == UNAUTHORIZED) {
            credential.refused(token);
        }
        return new Answer(response.statusCode(), response.headers(), Detail.without(token, LimitedBody.text(response)));
    }

    private HttpResponse<byte[]> send(URI uri, byte[] body, String token, long deadline)
            throws IOException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", API_VERSION)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", userAgent)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return await(http.sendAsync(request, LimitedBody.handler()), deadline);
    }

    /** Waits for an exchange, which ends with the deadline. */
    static <T> T await(CompletableFuture<T> exchange, long deadline) throws IOException, TimeoutException {
        // The request's own timeout ends with the headers; a body that trickles in needs this one.
        try {
            return exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw late;
        } catch (InterruptedException stopping) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException passing ? passing : new IOException(failed.getCause());
        }
    }
}
