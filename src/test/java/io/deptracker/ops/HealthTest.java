package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the probes are told. */
class HealthTest {
    private static final Duration TOO_LONG = Duration.ofSeconds(121);

    @TempDir
    private Path folder;

    private Operated operated;

    @BeforeEach
    void start() throws Exception {
        operated = new Operated(folder);
    }

    @AfterEach
    void close() {
        operated.close();
    }

    @Test
    void beforeTheClusterIsListedItIsAliveButNotReady() throws Exception {
        assertOk(operated.get("/livez"));
        assertFaulty(operated.get("/readyz"), "the cluster has not been listed yet\n");
    }

    @Test
    void afterwardsItIsBoth() throws Exception {
        operated.cluster.start();
        assertOk(operated.get("/livez"));
        assertOk(operated.get("/readyz"));
    }

    @Test
    void aLoopThatStandsStillIsNotAlive() throws Exception {
        Runnable beat = operated.heartbeats.of("delivery");
        beat.run();
        operated.advance(TOO_LONG.minusSeconds(1));
        assertOk(operated.get("/livez"));
        operated.advance(Duration.ofSeconds(1));
        assertFaulty(operated.get("/livez"), "the loop 'delivery' stands still\n");
        beat.run();
        assertOk(operated.get("/livez"));
    }

    @Test
    void everyLoopThatStandsStillIsNamed() throws Exception {
        operated.heartbeats.of("reconcile").run();
        operated.heartbeats.of("delivery").run();
        operated.advance(TOO_LONG);
        assertFaulty(operated.get("/livez"), "the loop 'delivery' stands still\nthe loop 'reconcile' stands still\n");
    }

    @Test
    void theLoopThatComparesBeatsByItself() throws Exception {
        operated.cluster.start();
        operated.advance(TOO_LONG);
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertOk(operated.get("/livez")));
    }

    @Test
    void aDatabaseThatCannotBeReadIsNotReadyButAlive() throws Exception {
        operated.cluster.start();
        operated.outbox.close();
        var answer = operated.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith(folder.resolve("outbox.db") + ": ");
        assertOk(operated.get("/livez"));
    }

    @Test
    void aDatabaseFileThatIsGoneOrBrokenIsNotReady() throws Exception {
        operated.cluster.start();
        assertOk(operated.get("/readyz"));
        Path file = folder.resolve("outbox.db");
        Path aside = folder.resolve("aside.db");
        Files.move(file, aside);
        assertFaulty(operated.get("/readyz"), file + ": is gone\n");
        Files.writeString(file, "another file");
        assertFaulty(operated.get("/readyz"), file + ": is gone, another file is in its place\n");
        Files.delete(file);
        Files.move(aside, file);
        assertOk(operated.get("/readyz"));
    }

    @Test
    void aWatchThatDoesNotComeBackIsNotReady() throws Exception {
        operated.cluster.start();
        operated.kubernetes.awaitWatches("pods", 1, Duration.ofSeconds(10));
        operated.kubernetes.failWith(503, Map.of());
        operated.kubernetes.dropWatches();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> operated.cluster.informers().watching() == 0);
        assertOk(operated.get("/readyz"));
        operated.advance(Duration.ofSeconds(61));
        assertThat(operated.get("/readyz").body())
                .startsWith("not watching pods, ")
                .contains("deployments.apps", "cronjobs.batch");
        assertThat(operated.get("/livez").body()).doesNotContain("watch");
    }

    private static void assertOk(HttpResponse<String> answer) {
        assertThat(answer.body()).isEqualTo("ok\n");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void assertFaulty(HttpResponse<String> answer, String why) {
        assertThat(answer.body()).isEqualTo(why);
        assertThat(answer.statusCode()).isEqualTo(503);
    }
}
