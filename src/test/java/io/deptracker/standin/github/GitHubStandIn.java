package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deptracker.standin.github.Artifacts.Standing;
import io.deptracker.standin.github.ReceivedRecord.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * GitHub's artifact metadata API over real HTTP, for tests: it stores what it is sent, can be told to fail in the ways that
 * networks and GitHub do, and remembers what it saw. A request that breaks the contract is answered 422 and makes
 * {@link #close()} throw, so that no test passes over one. What is set here holds for the calls that arrive afterwards.
 */
public final class GitHubStandIn implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final HttpServer server;
    // A call that hangs keeps its thread, so each call has one of its own.
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReplyWriter writer = new ReplyWriter();
    private final Artifacts artifacts = new Artifacts();
    private final StoredRecords stored = new StoredRecords();
    private final RecordEndpoints records;
    private final AppEndpoints app;
    private final ReadEndpoints reads = new ReadEndpoints(artifacts, stored);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean violationsExpected;

    private GitHubStandIn(HttpServer server, InstantSource clock) {
        this.server = server;
        this.records = new RecordEndpoints(clock, artifacts, stored, writer);
        this.app = new AppEndpoints(clock);
    }

    public static GitHubStandIn start() {
        return start(InstantSource.system());
    }

    /** The clock stamps the calls and the tokens' expiry. */
    public static GitHubStandIn start(InstantSource clock) {
        try {
            InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
            GitHubStandIn standIn = new GitHubStandIn(HttpServer.create(local, BACKLOG), clock);
            standIn.server.setExecutor(standIn.threads);
            standIn.server.createContext("/", standIn::handle);
            standIn.server.start();
            return standIn;
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on GitHub has no attestation of this digest. */
    public void unknown(String digest) {
        artifacts.set(digest, Standing.UNKNOWN);
    }

    /** The attestation of an unknown digest has come. */
    public void publish(String digest) {
        artifacts.clear(digest, Standing.UNKNOWN);
    }

    /** From now on the credential may not write records of this digest. */
    public void forbid(String digest) {
        artifacts.set(digest, Standing.FORBIDDEN);
    }

    /** Takes {@link #forbid} or {@link #poison} back. */
    public void allow(String digest) {
        artifacts.clear(digest, Standing.FORBIDDEN);
        artifacts.clear(digest, Standing.POISONED);
    }

    /** From now on a call with this digest is answered 422 as a whole, which is no violation. */
    public void poison(String digest) {
        artifacts.set(digest, Standing.POISONED);
    }

    /** Whether GitHub refuses a batch of which it can store nothing as a whole; otherwise record by record. */
    public void refuseWholeBatches(boolean whole) {
        artifacts.refuseWhole(whole);
    }

    /** Answers every other credential 401, before any script is asked. */
    public void acceptOnly(String token) {
        records.onlyToken(token);
    }

    /** Answers reads of a digest's records so from now on. */
    public void answerReadsWith(Reply reply) {
        reads.answerWith(reply);
    }

    /** Answers reads of a digest's records as they are stored, which it does unless another answer is set. */
    public void answerReadsNormally() {
        reads.answerWith(null);
    }

    /** How often the records of a digest were read. */
    public int reads() {
        return reads.reads();
    }

    /** What the installation may do with artifact metadata: write unless set. */
    public void grant(String permission) {
        app.grant(permission);
    }

    public void acceptAnyToken() {
        records.onlyToken(null);
    }

    /** Asks this before each valid call is answered. */
    public void answerWith(Behaviour behaviour) {
        records.behaviour(behaviour);
    }

    public void answerNormally() {
        records.behaviour(_ -> Optional.empty());
    }

    /** Holds back every answer of the record endpoints this long, after storing. */
    public void latency(Duration latency) {
        records.latency(latency);
    }

    /** Takes every call for a valid one, for benchmarks: the check costs much of the time of a call. */
    public void withoutContractCheck() {
        records.trust();
    }

    /** Asks this before each request for an installation token is answered; empty for the normal answer. */
    public void answerTokensWith(Supplier<Optional<Reply>> script) {
        app.script(script);
    }

    /** How many requests for installation tokens came so far. */
    public int tokenRequests() {
        return app.tokenRequests();
    }

    /** How long the installation tokens live that are given out from now on; an hour unless set. */
    public void tokenLifetime(Duration lifetime) {
        app.lifetime(lifetime);
    }

    /** The installation tokens given out so far, oldest first. */
    public List<String> installationTokens() {
        return app.tokens();
    }

    /** The requests to the record endpoints, also those that were refused. */
    public List<Call> calls() {
        return records.calls().list();
    }

    /** The records stored since the start or the last {@link #forgetCalls()}, in order; their answers may be under way. */
    public List<ReceivedRecord> accepted() {
        return stored.accepted();
    }

    /** The latest accepted record of each deployment name. */
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

    /** Stores the records of a call now, whatever it was answered: GitHub may process late what it took long ago. */
    public void storeLate(Call call) {
        stored.accept(call.records());
    }

    /** Begins to count calls and acceptances anew; the view stays. */
    public void forgetCalls() {
        records.calls().clear();
        stored.forgetAcceptances();
    }

    /** Writes the view to a JSON file. */
    public void save(Path file) throws IOException {
        stored.save(file);
    }

    /** Puts a saved view in place of this one; a file that is not there is an empty view. */
    public void load(Path file) throws IOException {
        stored.load(file);
    }

    /** The requests so far that broke the contract, and failures of a script. */
    public List<String> violations() {
        return records.violations().list();
    }

    /** Lets {@link #close()} pass over violations, for tests of the contract itself. */
    public void expectViolations() {
        violationsExpected = true;
    }

    /** Ends every call that is under way and throws an {@link AssertionError} if the contract was ever broken. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        writer.close();
        server.stop(0);
        threads.shutdownNow();
        awaitThreads();
        if (!violationsExpected && !violations().isEmpty()) {
            throw new AssertionError("GitHub's contract was broken:\n  " + String.join("\n  ", violations()));
        }
    }

    /** After the close nothing more is stored. A script that cannot be interrupted is not waited for without end. */
    private void awaitThreads() {
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                records.violations().addAll(List.of("a script did not end when it was interrupted"));
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Optional<Reply> reply = answer(exchange);
            if (reply.isPresent()) {
                writer.write(exchange, reply.get());
            }
        } catch (IOException clientLeft) {
            // A client may go at any time; tests look at what it saw, not at what could not be sent.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
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
