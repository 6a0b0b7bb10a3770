package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster without any record at GitHub, at the configured pace. */
class OutstandingIT {
    private static final int DEPLOYMENTS = 500;
    private static final Pattern SYNCED = Pattern.compile("\"time\":\"([^\"]+)\",\"msg\":\"watching the cluster\"");

    @TempDir
    Path folder;

    @Test
    void fiveHundredRecordsGoOutInAFewCallsWithinSeconds() throws Exception {
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            for (int i = 0; i < DEPLOYMENTS; i++) {
                cluster.deployment("shop", "web-" + i, 1, Map.of("app", "ghcr.io/lab-org/web-" + i + ":v1"));
            }
            var variables = Map.of("BASE_URL", github.baseUrl().toString());

            try (var tracker = TrackerProcess.start(folder, server.kubeconfig(folder), variables)) {
                tracker.awaitReady();
                github.awaitAccepted(DEPLOYMENTS, Duration.ofSeconds(60));
                assertThat(tracker.terminate()).isZero();
                var synced = SYNCED.matcher(tracker.log());
                assertThat(synced.find()).isTrue();
                assertThat(github.calls().getLast().at())
                        .isBefore(Instant.parse(synced.group(1)).plusSeconds(5));
            }

            List<Call> calls = github.calls();
            assertThat(calls).hasSizeLessThanOrEqualTo(6);
            assertThat(github.view()).hasSize(DEPLOYMENTS);
            assertThat(github.accepted()).hasSize(DEPLOYMENTS);
        }
    }
}
