package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Workload;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds of owners that the API server refuses: at the start, permanently, repeatedly, and only after the start. */
class RefusedKindTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String IMAGE = "ghcr.io/lab-org/web:v1";
    private static final Workload WEB = new Workload("shop", "apps", "Deployment", "web");

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
    private final ClusterState state = new ClusterState((workload, cause) -> {});
    private final AtomicInteger comparisons = new AtomicInteger();
    private OutboxFile file;
    private KubernetesClient client;
    private KindMemory memory;
    private Informers informers;
    private Instant time = Instant.parse("2026-03-01T10:00:00Z");

    @BeforeEach
    void open() throws Exception {
        cluster.deployment("shop", "web", 1, Map.of("app", IMAGE));
        file = Outbox.open(folder.resolve("outbox.db"));
        client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
        memory = new KindMemory(
                state,
                new Intake(file, InstantSource.system(), () -> {}).readableKinds(),
                comparisons::incrementAndGet);
        informers = new Informers(
                client, DefaultTracking.EVERYTHING, state, DefaultTracking.namespaces(), memory, () -> time);
    }

    @AfterEach
    void close() {
        informers.close();
        client.close();
        file.close();
        server.close();
    }

    @Test
    void aFirstRefusalThatPassesDoesNotCount() throws Exception {
        server.forbid("deployments");
        server.forbid("jobs");
        Thread authorizer = Thread.ofPlatform().start(() -> {
            // As soon as both were refused, as by a server whose authorizer has just started.
            await().atMost(PATIENCE)
                    .until(() -> server.requests().stream()
                                    .filter(request -> request.resource().equals("deployments")
                                            || request.resource().equals("jobs"))
                                    .count()
                            >= 2);
            server.allow("deployments");
            server.allow("jobs");
        });

        informers.start(Duration.ofSeconds(2));

        authorizer.join();
        assertThat(informers.unreadable()).isEmpty();
        assertThat(informers.expected()).isEqualTo(9);
        assertThat(state.view(WEB).exists()).isTrue();
    }

    @Test
    void aRefusedKindIsAskedForLessAndLessUntilItCanBeRead() throws Exception {
        server.forbid("deployments");
        informers.start(PATIENCE);
        memory.synchronize();
        assertThat(informers.unreadable()).containsExactly("deployments.apps");
        assertThat(asked("deployments")).isEqualTo(2);
        time = time.plus(Duration.ofHours(1));
        askedAgain();

        for (long seconds : new long[] {20, 40, 80, 160, 300, 300}) {
            int before = asked("deployments");
            time = time.plusSeconds(seconds - 1);
            informers.supervise(time);
            time = time.plusSeconds(1);
            assertThat(asked("deployments")).as("before %d s", seconds).isEqualTo(before);
            askedAgain();
            assertThat(asked("deployments")).as("after %d s", seconds).isEqualTo(before + 1);
        }

        server.allow("deployments");
        time = time.plusSeconds(301);
        int before = comparisons.get();
        superviseUntil(() -> informers.unreadable().isEmpty());
        assertThat(comparisons.get()).isGreaterThan(before);
        assertThat(state.view(WEB).exists()).isTrue();
        cluster.deleteDeployment("shop", "web", Propagation.BACKGROUND);
        await().atMost(PATIENCE).until(() -> !state.view(WEB).exists());
    }

    /** A watch that breaks, and may then neither watch nor list any more. */
    @Test
    void aPermissionThatIsWithdrawnLaterIsNoticedAndItsWorkloadsStay() throws Exception {
        informers.start(PATIENCE);
        memory.synchronize();
        server.forbid("deployments");
        server.compact();
        server.dropWatches();
        superviseUntil(() -> informers.unreadable().contains("deployments.apps"), Duration.ofSeconds(6));

        cluster.deleteDeployment("shop", "web", Propagation.BACKGROUND);
        await().atMost(PATIENCE).until(() -> state.workloads().isEmpty());
        assertThat(state.view(WEB).exists())
                .as("exists, since its deletion is not known")
                .isTrue();

        server.allow("deployments");
        superviseUntil(() -> informers.unreadable().isEmpty(), Duration.ofMinutes(5));
        assertThat(state.view(WEB).exists()).isFalse();
    }

    @Test
    void aKindThatMayBeListedButNotWatchedCountsAsRefusedOnce() throws Exception {
        server.forbidWatching("deployments");
        informers.start(PATIENCE);
        assertThat(informers.unreadable()).containsExactly("deployments.apps");
        int before = comparisons.get();
        time = time.plusSeconds(60);
        askedAgain();
        time = time.plusSeconds(60);
        askedAgain();
        assertThat(informers.unreadable()).containsExactly("deployments.apps");
        assertThat(comparisons.get()).isEqualTo(before);
    }

    private int asked(String resource) {
        return (int) server.requests().stream()
                .filter(request -> request.resource().equals(resource))
                .count();
    }

    private void superviseUntil(Callable<Boolean> done) {
        superviseUntil(done, Duration.ZERO);
    }

    /** Supervises as the program does, advancing the clock by the step each time. */
    private void superviseUntil(Callable<Boolean> done, Duration step) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            time = time.plus(step);
            informers.supervise(time);
            return done.call();
        });
    }

    /** Advances past the wait until the refusal has come back; while the clock stands still, nothing else happens. */
    private void askedAgain() {
        int before = asked("deployments");
        superviseUntil(() -> asked("deployments") > before);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(300))
                .until(() -> {
                    informers.supervise(time);
                    return true;
                });
    }
}
