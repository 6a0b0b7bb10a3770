package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import io.deptracker.standin.github.Artifacts.Knowledge;
import io.deptracker.standin.github.ReceivedRecord.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stand-in for GitHub's artifact metadata API, over real HTTP. It stores what it receives, can be set to fail in the
 * ways of networks and GitHub, and records what it saw. A request that breaks the contract is answered with 422 and
 * makes {@link #close()} throw, so that no test passes despite one. Its settings apply to the calls that arrive
 * afterwards.
 */
public final class GitHubStandIn implements AutoCloseable {
    private final ReplyServer server;
    private final ReplyWriter writer = new ReplyWriter();
    private final Artifacts artifacts = new Artifacts();
    private final StoredRecords stored = new StoredRecords();
    private final RecordEndpoints records;
    private final AppEndpoints app;
    private final ReadEndpoints reads = new ReadEndpoints(artifacts, stored);
    private volatile boolean violationsExpected;

    private GitHubStandIn(InstantSource clock) {
        this.records = new RecordEndpoints(clock, artifacts, stored, writer);
        this.app = new AppEndpoints(clock);
        this.server = new ReplyServer(writer, this::answer);
    }

    public static GitHubStandIn start() {
        return start(InstantSource.system());
    }

    /**
     * Starts a stand-in.
     *
     * @param clock stamps the calls and the tokens' expiry
     */
    public static GitHubStandIn start(InstantSource clock) {
        var standIn = new GitHubStandIn(clock);
        standIn.server.start();
        return standIn;
    }

    public URI baseUrl() {
        return server.url();
    }

    /** Removes the attestation of this digest. */
    public void unknown(String digest) {
        artifacts.set(digest, Knowledge.UNKNOWN);
    }

    /** Publishes the attestation of an unknown digest. */
    public void publish(String digest) {
        artifacts.clear(digest, Knowledge.UNKNOWN);
    }

    /** Forbids the credential to write records of this digest. */
    public void forbid(String digest) {
        artifacts.set(digest, Knowledge.FORBIDDEN);
    }

    /** Reverts {@link #forbid} or {@link #poison}. */
    public void allow(String digest) {
        artifacts.clear(digest, Knowledge.FORBIDDEN);
        artifacts.clear(digest, Knowledge.POISONED);
    }

    /** Answers every call with this digest with 422 as a whole, which is not a violation. */
    public void poison(String digest) {
        artifacts.set(digest, Knowledge.POISONED);
    }

    /** Sets whether GitHub rejects a batch as a whole if it can store nothing of it; otherwise record by record. */
    public void refuseWholeBatches(boolean whole) {
        artifacts.refuseWhole(whole);
    }

    /** Answers every other credential with 401, before any script is called. */
    public void acceptOnly(String token) {
        records.onlyToken(token);
    }

    /** Answers reads of a digest's records with this reply from now on. */
    public void answerReadsWith(Reply reply) {
        reads.answerWith(reply);
    }

    /** Answers reads of a digest's records with the stored ones, which is the default. */
    public void answerReadsNormally() {
        reads.answerWith(null);
    }

    /** Returns how often the records of a digest were read. */
    public int reads() {
        return reads.reads();
    }

    /** Returns the endpoints that a GitHub App signs in with. */
    public AppEndpoints app() {
        return app;
    }

    public void acceptAnyToken() {
        records.onlyToken(null);
    }

    /** Calls this script before each valid call is answered. */
    public void answerWith(Behaviour behaviour) {
        records.behaviour(behaviour);
    }

    public void answerNormally() {
        records.behaviour(_ -> Optional.empty());
    }

    /** Delays every response of the record endpoints this long, after storing. */
    public void latency(Duration latency) {
        records.latency(latency);
    }

    /** Accepts every call as valid, for benchmarks: the check takes much of the time of a call. */
    public void withoutContractCheck() {
        records.trust();
    }

    /** Returns the requests to the record endpoints, including rejected ones. */
    public List<Call> calls() {
        return records.calls().list();
    }

    /**
     * Returns the records stored since the start or the last {@link #forgetCalls()}, in order; their responses may
     * still be in progress.
     */
    public List<ReceivedRecord> accepted() {
        return stored.accepted();
    }

    /** Returns the latest accepted record of each deployment name. */
    public Map<String, ReceivedRecord> view() {
        return stored.byName();
    }

    public Map<Identity, ReceivedRecord> viewByIdentity() {
        return stored.byIdentity();
    }

    public void awaitAccepted(int count, Duration timeout) throws InterruptedException {
        stored.awaitAccepted(count, timeout);
    }

    public void awaitCalls(int count, Duration timeout) throws InterruptedException {
        records.calls().await(count, timeout);
    }

    /**
     * Stores the records of a call now, independent of its response: GitHub may process a request long after it was
     * sent.
     */
    public void storeLate(Call call) {
        stored.accept(call.records());
    }

    /** Resets the lists of calls and acceptances; the view stays. */
    public void forgetCalls() {
        records.calls().clear();
        stored.forgetAcceptances();
    }

    /** Writes the view to a JSON file. */
    public void save(Path file) throws IOException {
        stored.save(file);
    }

    /** Replaces the view with a saved one; a missing file is an empty view. */
    public void load(Path file) throws IOException {
        stored.load(file);
    }

    /** Returns the requests so far that broke the contract, and failures of a script. */
    public List<String> violations() {
        return records.violations().list();
    }

    /** Makes {@link #close()} ignore violations, for tests of the contract itself. */
    public void expectViolations() {
        violationsExpected = true;
    }

    /** Ends every call in progress and throws an {@link AssertionError} if the contract was ever broken. */
    @Override
    public void close() {
        if (!server.close()) {
            return;
        }
        if (!server.awaitEnd()) {
            records.violations().addAll(List.of("a script did not end when it was interrupted"));
        }
        if (!violationsExpected && !violations().isEmpty()) {
            throw new AssertionError("GitHub's contract was broken:\n  " + String.join("\n  ", violations()));
        }
    }

    private Optional<Reply> answer(HttpExchange exchange) throws IOException, InterruptedException {
        String raw = exchange.getRequestURI().getRawPath();
        Optional<RecordPath> path = RecordPath.of(raw);
        if (exchange.getRequestMethod().equals("GET")) {
            Optional<Reply> read =
                    reads.answer(raw, records.knows(exchange.getRequestHeaders().getFirst("Authorization")));
            if (read.isPresent()) {
                return read;
            }
        }
        try {
            return path.isPresent() && exchange.getRequestMethod().equals("POST")
                    ? records.answer(exchange, path.get())
                    : Optional.of(app.answer(exchange, baseUrl()));
        } catch (RuntimeException | AssertionError failure) {
            records.violations().addAll(List.of("the stand-in or its script failed: " + failure));
            return Optional.of(NormalAnswer.message(500, "stand-in failed"));
        }
    }
}
