package io.deptracker.delivery;

import io.deptracker.github.Credential;
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.github.TokenFile;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.upkeep.Confirmations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The delivery part of a controller, wired as in production, on the outbox and the token of one folder. */
final class DeliveryController implements AutoCloseable {
    static final int MAX_ATTEMPTS = 5;
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    static final Duration PARK_LIMIT = Duration.ofDays(7);
    static final List<Duration> PARK_SCHEDULE =
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(6));

    /** The longest possible jitter, so that tests can predict the time. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    final OutboxFile outbox;
    final Signal signal = new Signal();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Intake intake;
    final LeaseQueue queue;
    final Gate gate;
    final Confirmations confirmations;
    final GitHubClient gitHub;
    final Courier courier;

    DeliveryController(Path folder, URI base, InstantSource clock, int batchSize, Duration timeout) {
        this(folder, base, clock, batchSize, timeout, _ -> new TokenFile(folder.resolve("token")));
    }

    /**
     * @param credential makes the credential from the HTTP client
     */
    DeliveryController(
            Path folder,
            URI base,
            InstantSource clock,
            int batchSize,
            Duration timeout,
            Function<HttpClient, Credential> credential) {
        outbox = Outbox.open(folder.resolve("outbox.db"));
        intake = new Intake(outbox, clock, signal::give);
        queue = new LeaseQueue(
                outbox, clock, Duration.ofMinutes(2), () -> UUID.randomUUID().toString());
        queue.reapAll();
        confirmations = new Confirmations(outbox, clock);
        gate = new Gate(new GateStore(outbox), new Pace(clock, 3, 20, 2), clock, clock);
        HttpClient http = HttpClient.newHttpClient();
        gitHub = new GitHubClient(new Endpoint(base, "acme"), credential.apply(http), http, timeout, clock, "1");
        var backoff = new Backoff(FIRST_BACKOFF, Duration.ofMinutes(15));
        var policy = new RetryPolicy(MAX_ATTEMPTS, backoff, PARK_SCHEDULE, PARK_LIMIT, LONGEST);
        var metrics = new DeliveryMetrics(registry);
        courier = new Courier(
                gate,
                queue,
                new Caller(gitHub, gate, metrics, System::nanoTime),
                new Settlement(policy),
                new SettlementReport(metrics),
                clock,
                batchSize);
    }

    @Override
    public void close() {
        gitHub.close();
        outbox.close();
    }
}
