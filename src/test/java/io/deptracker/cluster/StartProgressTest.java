package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.apiserver.TestPods;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The deadline of the first lists limits the time without progress, and its message names what does not progress and
 * why.
 */
class StartProgressTest {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int PODS = 12;

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final Semaphore answers = new Semaphore(0);
    private KubernetesClient client;
    private Informers informers;

    @BeforeEach
    void open() throws Exception {
        for (int i = 0; i < PODS; i++) {
            server.put("pods", TestPods.pod("shop", "pod-" + i));
        }
        server.pagesOfAtMost(1);
        client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
        informers = DefaultTracking.informers(client, new ClusterState((workload, cause) -> {}));
    }

    @AfterEach
    void close() {
        answers.release(1000);
        informers.close();
        client.close();
        server.close();
    }

    /** Twenty lists and pages, one at a time: twice the patience in all. */
    @Test
    void listsThatTakeLongButMoveOnAreWaitedFor() throws Exception {
        server.holdUp(verb -> answers.acquireUninterruptibly());
        try (var slow = Executors.newSingleThreadScheduledExecutor()) {
            var _ = slow.scheduleAtFixedRate(answers::release, 400, 400, TimeUnit.MILLISECONDS);
            long begin = System.nanoTime();
            informers.start(PATIENCE);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(PATIENCE);
            assertThat(informers.hasSynced()).isTrue();
            assertThat(informers.listing()).isEmpty();
            slow.shutdownNow();
        }
    }

    @Test
    void aListThatStandsStillEndsTheStart() {
        server.holdUp(verb -> answers.acquireUninterruptibly());
        answers.release(Kind.values().length + 1 + PODS / 2);

        assertThat(failure())
                .startsWith("not synced: no page of a list has arrived for 4 s (SYNC_TIMEOUT): ")
                .containsPattern("pods \\([0-9]+ pages, [0-9]+ objects\\)")
                .doesNotContain("grant");
    }

    @Test
    void aServerThatAnswersNothingIsSaidNotToAnswer() {
        server.holdUp(verb -> answers.acquireUninterruptibly());
        assertThat(failure()).contains("pods (0 pages, 0 objects)").doesNotContain("grant");
    }

    @Test
    void aServerThatFailsIsQuoted() {
        server.failWith(503, Map.of());
        assertThat(failure()).contains("HTTP 503").doesNotContain("grant");
    }

    @Test
    void aCredentialThatIsNotAcceptedIsNoMissingPermission() {
        server.failWith(401, Map.of());
        assertThat(failure()).contains("the credential is not accepted").doesNotContain("grant");
    }

    @Test
    void aMissingPermissionIsToBeGranted() {
        server.forbid("pods");
        assertThat(failure()).contains("pods is forbidden").contains("grant list and watch");
    }

    private String failure() {
        return String.valueOf(catchThrowableOfType(ClusterException.class, () -> informers.start(PATIENCE))
                .getMessage());
    }
}
