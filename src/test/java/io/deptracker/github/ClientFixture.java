package io.deptracker.github;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.SettableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The client in front of GitHub's stand-in, with records to post. */
final class ClientFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    static final Environment PRODUCTION = new Environment("production", "eu-1", "blue");
    static final String TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

    /** Long enough for every call that gets a response. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    final GitHubStandIn gitHub = GitHubStandIn.start();
    final GitHubClient client;

    ClientFixture() {
        this(PATIENT);
    }

    ClientFixture(Duration timeout) {
        client = client(gitHub.baseUrl(), timeout);
    }

    static GitHubClient client(URI base, Duration timeout) {
        return new GitHubClient(
                new Endpoint(base, "acme"),
                () -> TOKEN,
                HttpClient.newHttpClient(),
                timeout,
                new SettableClock(NOW),
                "1.2.3");
    }

    /** Posts so many records; more than one are sent as a batch. */
    List<Outcome> post(int count) {
        return client.post(
                PRODUCTION, IntStream.range(0, count).mapToObj(n -> record(n)).toList());
    }

    /** Makes every call get this response from now on. */
    ClientFixture answer(int status, String body) {
        return answer(Reply.status(status, body));
    }

    ClientFixture answer(int status, String body, Map<String, String> headers) {
        return answer(Reply.status(status, body, headers));
    }

    ClientFixture answer(Reply reply) {
        gitHub.answerWith(_ -> Optional.of(reply));
        return this;
    }

    Call onlyCall() {
        List<Call> calls = gitHub.calls();
        if (calls.size() != 1) {
            throw new AssertionError("one call was expected, there were " + calls.size());
        }
        return calls.getFirst();
    }

    static DeploymentRecord record(int n) {
        return new DeploymentRecord(
                "shop/app-" + n + "/main",
                Status.DEPLOYED,
                new Artifact("ghcr.io/acme/app-" + n, digest(n), "v" + n),
                Metadata.NONE);
    }

    static Digest digest(int n) {
        return new Digest("sha256:%064x".formatted(n));
    }

    @Override
    public void close() {
        client.close();
        gitHub.close();
    }
}
