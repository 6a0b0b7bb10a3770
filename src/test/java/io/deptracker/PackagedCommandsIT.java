package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.CommandRun;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program's commands while the packaged controller runs. */
class PackagedCommandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void anOperatorPausesLooksRevivesAndResumes() throws Exception {
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            String bad = "ghcr.io/lab-org/bad:v1";
            github.poison(MiniCluster.digestOf(bad));
            cluster.deployment("shop", "bad", 1, Map.of("app", bad));
            var variables = Map.of("BASE_URL", github.baseUrl().toString());
            try (var tracker = TrackerProcess.start(folder, server.kubeconfig(folder), variables)) {
                tracker.awaitMetric("deptracker_outbox_rows{state=\"dead\"}", 1);
                assertThat(run("pause", "--reason", "the name is corrected"))
                        .isEqualTo(
                                new CommandRun(0, "paused: deliveries stopped until: deployment-tracker resume\n", ""));
                tracker.awaitMetric("deptracker_gate_shut{reason=\"paused\"}", 1);
                int calls = github.calls().size();
                github.allow(MiniCluster.digestOf(bad));
                assertThat(run("revive", "--state", "dead", "--yes"))
                        .isEqualTo(new CommandRun(0, "1 row revived\n", ""));
                watchTwice();
                assertThat(github.calls()).hasSize(calls);

                assertThat(run("resume")).isEqualTo(new CommandRun(0, "resumed\n", ""));

                github.awaitAccepted(1, PATIENCE);
                tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 1);
                assertThat(run("list", "--json").out()).contains("\"state\":\"delivered\"");
                assertThat(run("verify")).isEqualTo(new CommandRun(0, "ok\n", ""));
                CommandRun unasked = run("discard", "--name", "*");
                assertThat(unasked.exitCode()).isZero();
                assertThat(run("list", "--stat", "dead").exitCode()).isEqualTo(2);
                assertThat(run("generate-completion").out()).contains("backlog", "revive");
                assertThat(tracker.terminate()).isZero();
            }
        }
    }

    /** Runs a command that repeats until it is ended, while the controller polls several times. */
    private void watchTwice() throws Exception {
        Process watching = CommandRun.start(folder, Map.of(), "backlog", "--watch", "--json");
        try (var lines = watching.inputReader()) {
            for (int i = 0; i < 2; i++) {
                String line = lines.readLine();
                assertThat(Commands.checked("backlog", line).at("/rows/pending").asInt())
                        .isEqualTo(1);
            }
        } finally {
            watching.destroy();
        }
        assertThat(watching.waitFor(PATIENCE)).isTrue();
    }

    private CommandRun run(String... arguments) throws Exception {
        return CommandRun.of(folder, Map.of(), arguments);
    }
}
