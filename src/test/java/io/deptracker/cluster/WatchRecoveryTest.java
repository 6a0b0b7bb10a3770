package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.record.Workload;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Informers that would never recover by themselves, and those that would. */
class WatchRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Workload WEB = new Workload("shop", "apps", "Deployment", "web");
    private static final int ALL = Kind.values().length + 2;

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final MiniCluster cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
    private final ClusterState state = new ClusterState((workload, cause) -> {});
    private final FailingWithin within = new FailingWithin();
    private KubernetesClient client;
    private Informers informers;

    @BeforeEach
    void start() throws Exception {
        Config config = Config.fromKubeconfig(server.kubeconfig(folder).toFile());
        config.setWatchReconnectInterval(20);
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("failing-within", within))
                .build();
        informers = DefaultTracking.informers(client, state);
        cluster.deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
        informers.start(PATIENCE);
        await().atMost(PATIENCE).until(() -> informers.watching() == ALL);
        informers.supervise(START);
    }

    @AfterEach
    void close() {
        informers.close();
        client.close();
        server.close();
    }

    /** As if the token file were unreadable for a moment: the client never retries by itself. */
    @Test
    void whatFailsWithinTheClientIsBegunAnew() {
        killWatches();
        cluster.rollout("shop", "web", "app", "ghcr.io/lab-org/web:v2");
        cluster.deployment("shop", "other", 1, Map.of("app", "ghcr.io/lab-org/other:v1"));
        informers.supervise(START.plusSeconds(179));
        assertThat(informers.watching()).isZero();

        informers.supervise(START.plusSeconds(180));

        await().atMost(PATIENCE).until(() -> informers.watching() == ALL);
        assertThat(state.view(WEB).members())
                .singleElement()
                .satisfies(member -> assertThat(
                                member.pod().containers().getFirst().digest())
                        .hasToString(digestOf("ghcr.io/lab-org/web:v2")));
        assertThat(state.workloads()).contains(new Workload("shop", "apps", "Deployment", "other"));
    }

    @Test
    void whatWentWhileNothingWasWatchedIsGoneAfterwards() {
        killWatches();
        cluster.deleteDeployment("shop", "web", Propagation.BACKGROUND);
        informers.supervise(START.plusSeconds(180));
        await().atMost(PATIENCE).until(() -> informers.watching() == ALL);
        assertThat(state.workloads()).isEmpty();
        assertThat(state.view(WEB).exists()).isFalse();
    }

    @Test
    void aBrokenWatchComesBackByItself() {
        int before = server.requests().size();
        server.dropWatches();
        await().atMost(PATIENCE).until(() -> server.requests().size() == before + ALL && informers.watching() == ALL);
        informers.supervise(START.plusSeconds(180));
        // Neither listed nor started again.
        assertThat(server.requests()).hasSize(before + ALL);
    }

    private void killWatches() {
        within.failing = true;
        server.compact();
        server.dropWatches();
        awaitNone(Duration.ofMillis(500));
        within.failing = false;
        awaitNone(Duration.ofSeconds(1));
        informers.supervise(START);
    }

    /** Waits until nothing watches, and nothing starts to within that time. */
    private void awaitNone(Duration quiet) {
        await().dontCatchUncaughtExceptions().during(quiet).atMost(PATIENCE).until(() -> informers.watching() == 0);
    }

    /** Fails before anything is sent. */
    private static final class FailingWithin implements Interceptor {
        private volatile boolean failing;

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (failing) {
                throw new IllegalStateException("the file of the token can't be read");
            }
        }
    }
}
