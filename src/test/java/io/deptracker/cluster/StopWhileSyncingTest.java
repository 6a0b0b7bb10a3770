package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server that does not respond must not keep the tracker from stopping. */
class StopWhileSyncingTest {
    private final ClusterState state = new ClusterState((workload, cause) -> {});

    @Test
    void anInterruptEndsTheWaitForTheFirstLists(@TempDir Path folder) throws Exception {
        try (var server = new ApiServerStandIn();
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var informers = DefaultTracking.informers(client, state)) {
            server.failWith(503, Map.of());
            var ended = new CompletableFuture<Throwable>();
            Thread starting = Thread.ofPlatform().start(() -> {
                try {
                    informers.start(Duration.ofMinutes(10));
                } catch (Exception e) {
                    ended.complete(e);
                }
            });
            server.awaitRequests(1, Duration.ofSeconds(10));
            starting.interrupt();
            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(informers.hasSynced()).isFalse();
        }
    }
}
