package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An API server in trouble must not be overloaded by its clients: each sends fewer and fewer requests. Takes a minute.
 */
class ClusterRefusalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int INFORMERS = 9;
    private static final int MOST_IN_THE_FIRST_MINUTE = 40 * INFORMERS;

    @Test
    void aServerThatRefusesEverythingIsAskedLessAndLess(@TempDir Path folder) throws Exception {
        var state = new ClusterState((workload, cause) -> {});
        try (var server = new ApiServerStandIn();
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var informers = DefaultTracking.informers(client, state)) {
            informers.start(PATIENCE);
            await().atMost(PATIENCE).until(() -> informers.watching() == INFORMERS);
            server.failWith(503, Map.of());
            int before = server.requests().size();
            server.dropWatches();

            int first = requestsWithin(Duration.ofSeconds(30), server) - before;
            int second = requestsWithin(Duration.ofSeconds(30), server) - before - first;

            System.out.printf("a refusing server: %d requests in 30 s, %d in the next 30 s%n", first, second);
            assertThat(first + second).isBetween(INFORMERS, MOST_IN_THE_FIRST_MINUTE);
            assertThat(second).isLessThan(first);
            server.recover();
            await().atMost(Duration.ofMinutes(1)).until(() -> informers.watching() == INFORMERS);
        }
    }

    /** Counts requests for a fixed time. The time itself is measured, so there is nothing else to wait for. */
    private static int requestsWithin(Duration time, ApiServerStandIn server) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
        return server.requests().size();
    }
}
