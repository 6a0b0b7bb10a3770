package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.deptracker.github.Keys;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program cannot run: it reports why, and exits with the matching code. */
class StartupRefusalIT {
    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;

    @TempDir
    Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();

    @AfterEach
    void close() {
        github.close();
        server.close();
    }

    @Test
    void everyWrongSettingIsNamedOnALineOfItsOwn() throws Exception {
        try (var tracker = start(Map.of("ORG", "", "CLUSTER", "no spaces", "PACE", "fast"))) {
            assertThat(tracker.exitCode()).isEqualTo(WRONG_SETTINGS);
            assertThat(tracker.log().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("ORG: "))
                    .anyMatch(line -> line.startsWith("CLUSTER: "))
                    .anyMatch(line -> line.startsWith("PACE: "));
        }
    }

    @Test
    void aSecondControllerNamesTheFirst() throws Exception {
        try (var first = start(Map.of())) {
            first.awaitReady();
            try (var second = start(Map.of())) {
                assertThat(second.exitCode()).isEqualTo(FAILED);
            }
            assertThat(first.log())
                    .contains("is in use by process " + first.pid())
                    .contains("only one controller may own an outbox");
            assertThat(first.status("/readyz")).isEqualTo(200);
        }
    }

    @Test
    void aKilledControllerHoldsNothingUpAndIsNotNamedAnyMore() throws Exception {
        long killed;
        try (var first = start(Map.of())) {
            first.awaitReady();
            killed = first.pid();
            first.kill();
        }
        try (var second = start(Map.of())) {
            second.awaitReady();
            int logged = second.log().length();
            try (var third = start(Map.of())) {
                assertThat(third.exitCode()).isEqualTo(FAILED);
            }
            assertThat(second.log().substring(logged))
                    .contains("is in use by process " + second.pid())
                    .doesNotContain("process " + killed);
        }
    }

    @Test
    void aFileOfAnotherProgramIsLeftAsItIs() throws Exception {
        Path file = Files.createDirectories(folder.resolve("data")).resolve("outbox.db");
        Files.writeString(file, "some notes");
        try (var tracker = start(Map.of())) {
            assertThat(tracker.exitCode()).isEqualTo(FAILED);
            assertThat(tracker.log()).contains("is not an SQLite file; it was left as it is");
        }
        assertThat(file).hasContent("some notes");
    }

    @Test
    void aClusterThatMayNotBeReadEndsItWithTheMissingPermission() throws Exception {
        server.forbid("pods");
        try (var tracker = start(Map.of("SYNC_TIMEOUT", "2s"))) {
            assertThat(tracker.exitCode()).isEqualTo(FAILED);
            assertThat(tracker.log()).contains("pods").contains("forbidden").contains("grant list and watch");
        }
    }

    @Test
    void anAppsKeyThatIsNoneEndsIt() throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), "not a key, but secret");
        try (var tracker = start(app(Map.of("GH_APP_PRIV_KEY", key.toString())))) {
            assertThat(tracker.exitCode()).isEqualTo(FAILED);
            assertThat(tracker.log())
                    .contains("GitHub App 17, installation 4711")
                    .contains("no RSA private key in PEM")
                    .doesNotContain("but secret");
        }
    }

    @Test
    void anAppWithoutAccessIsSaidAtTheStartAndNothingIsLost() throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            byte[] answer = "{\"message\":\"Integration not found\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        refusing.start();
        var variables = app(Map.of("GH_APP_PRIVATE_KEY", Keys.setting()));
        variables.put("BASE_URL", "http://127.0.0.1:" + refusing.getAddress().getPort());
        try (var tracker = start(variables)) {
            tracker.awaitReady();
            assertThat(tracker.log())
                    .contains("no token for GitHub App 17, installation 4711: ")
                    .as("GitHub's own words")
                    .contains("Integration not found");
            new MiniCluster(new StandInSink(server), Clock.systemUTC())
                    .deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            tracker.awaitMetric("deptracker_gate_shut{reason=\"bad_credential\"}", 1);
            assertThat(tracker.metric("deptracker_outbox_rows{state=\"dead\"}")).isZero();
        } finally {
            refusing.stop(0);
        }
    }

    private TrackerProcess start(Map<String, String> variables) throws IOException {
        var all = new HashMap<>(Map.of("BASE_URL", github.baseUrl().toString()));
        all.putAll(variables);
        return TrackerProcess.start(folder, server.kubeconfig(folder), all);
    }

    private static Map<String, String> app(Map<String, String> key) {
        var variables = new HashMap<>(Map.of("API_TOKEN", "", "GH_APP_ID", "17", "GH_INSTALL_ID", "4711"));
        variables.putAll(key);
        return variables;
    }
}
