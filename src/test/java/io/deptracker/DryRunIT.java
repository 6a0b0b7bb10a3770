package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program prints what it would post, and posts nothing. */
class DryRunIT {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void itPrintsRecordsAndNeedsNoCredential() throws Exception {
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            cluster.deployment("shop", "web", 2, Map.of("app", "ghcr.io/lab-org/web:v1", "log", "fluent:2"));
            var variables = Map.of("BASE_URL", github.baseUrl().toString(), "API_TOKEN", "");

            try (var tracker = TrackerProcess.start(folder, server.kubeconfig(folder), variables, "--dry-run")) {
                tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 2);
                assertThat(tracker.terminate()).isZero();

                assertThat(printed(tracker.log()))
                        .extracting(record -> record.path("deployment_name").asString())
                        .containsExactlyInAnyOrder("shop/web/app", "shop/web/log");
                assertThat(printed(tracker.log()))
                        .extracting(record -> record.path("digest").asString())
                        .containsExactlyInAnyOrder(
                                MiniCluster.digestOf("ghcr.io/lab-org/web:v1"), MiniCluster.digestOf("fluent:2"));
            }
            assertThat(github.calls()).isEmpty();
            assertThat(folder.resolve("data/outbox.db.dry-run")).exists();
            assertThat(folder.resolve("data/outbox.db")).doesNotExist();
        }
    }

    private static List<JsonNode> printed(String output) {
        return output.lines()
                .filter(line -> line.startsWith("{"))
                .map(MAPPER::readTree)
                .filter(json -> json.has("logical_environment"))
                .toList();
    }
}
