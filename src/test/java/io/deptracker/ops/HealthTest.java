package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.standin.apiserver.TestPods;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The responses to the probes. */
class HealthTest {
    private static final Duration TOO_LONG = Duration.ofSeconds(121);

    @TempDir
    private Path folder;

    private OperatorFixture operatorFixture;

    @BeforeEach
    void start() throws Exception {
        operatorFixture = new OperatorFixture(folder);
    }

    @AfterEach
    void close() {
        operatorFixture.close();
    }

    @Test
    void beforeTheClusterIsListedItIsAliveButNotReady() throws Exception {
        assertOk(operatorFixture.get("/livez"));
        assertFaulty(operatorFixture.get("/readyz"), "the cluster has not been listed yet\n");
    }

    @Test
    void afterwardsItIsBoth() throws Exception {
        operatorFixture.cluster.start();
        assertOk(operatorFixture.get("/livez"));
        assertOk(operatorFixture.get("/readyz"));
    }

    @Test
    void aLoopThatStandsStillIsNotAlive() throws Exception {
        Runnable beat = operatorFixture.heartbeats.of("delivery");
        beat.run();
        operatorFixture.advance(TOO_LONG.minusSeconds(1));
        assertOk(operatorFixture.get("/livez"));
        operatorFixture.advance(Duration.ofSeconds(1));
        assertFaulty(operatorFixture.get("/livez"), "the loop 'delivery' is stalled\n");
        beat.run();
        assertOk(operatorFixture.get("/livez"));
    }

    @Test
    void everyLoopThatStandsStillIsNamed() throws Exception {
        operatorFixture.heartbeats.of("reconcile").run();
        operatorFixture.heartbeats.of("delivery").run();
        operatorFixture.advance(TOO_LONG);
        assertFaulty(
                operatorFixture.get("/livez"), "the loop 'delivery' is stalled\nthe loop 'reconcile' is stalled\n");
    }

    @Test
    void theLoopThatComparesBeatsByItself() throws Exception {
        operatorFixture.cluster.start();
        operatorFixture.advance(TOO_LONG);
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertOk(operatorFixture.get("/livez")));
    }

    @Test
    void aDatabaseThatCannotBeReadIsNotReady() throws Exception {
        operatorFixture.cluster.start();
        operatorFixture.outbox.close();
        var answer = operatorFixture.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith(folder + "/outbox.db");
    }

    /** Only a restart helps: until then every row is written to a file that ends with the process. */
    @ParameterizedTest
    @ValueSource(strings = {"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.lock"})
    void aFileThatIsRemovedOrReplacedIsNeitherReadyNorAlive(String name) throws Exception {
        operatorFixture.cluster.start();
        assertOk(operatorFixture.get("/readyz"));
        assertOk(operatorFixture.get("/livez"));
        Path file = folder.resolve(name);
        Path aside = folder.resolve("aside.db");
        Files.move(file, aside);
        assertFaulty(operatorFixture.get("/readyz"), file + ": is gone\n");
        assertFaulty(operatorFixture.get("/livez"), file + ": is gone; a restart opens the present file\n");
        Files.writeString(file, "another file");
        assertFaulty(operatorFixture.get("/readyz"), file + ": is gone, another file is in its place\n");
        assertFaulty(
                operatorFixture.get("/livez"),
                file + ": is gone, another file is in its place; a restart opens the present file\n");
        Files.delete(file);
        Files.move(aside, file);
        assertOk(operatorFixture.get("/readyz"));
        assertOk(operatorFixture.get("/livez"));
    }

    @Test
    void aWatchThatDoesNotComeBackIsNotReady() throws Exception {
        operatorFixture.cluster.start();
        operatorFixture.kubernetes.awaitWatches("pods", 1, Duration.ofSeconds(10));
        operatorFixture.kubernetes.failWith(503, Map.of());
        operatorFixture.kubernetes.dropWatches();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> operatorFixture.cluster.informers().watching() == 0);
        assertOk(operatorFixture.get("/readyz"));
        operatorFixture.advance(Duration.ofSeconds(61));
        assertThat(operatorFixture.get("/readyz").body())
                .startsWith("not watching pods, ")
                .contains("deployments.apps", "cronjobs.batch");
        assertThat(operatorFixture.get("/livez").body()).doesNotContain("watch");
    }

    @Test
    void whatMayNotBeReadIsNamedThoughItIsReady() throws Exception {
        operatorFixture.kubernetes.forbid("cronjobs");
        operatorFixture.cluster.start();
        var answer = operatorFixture.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("ok\nunreadable: cronjobs.batch (list and watch are refused; retried every few minutes)\n");
        assertThat(operatorFixture.samples().values()).containsEntry("deptracker_kinds_unreadable", 1.0);
        assertOk(operatorFixture.get("/livez"));

        operatorFixture.kubernetes.allow("cronjobs");
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            operatorFixture.advance(Duration.ofSeconds(20));
            assertOk(operatorFixture.get("/readyz"));
        });
        assertThat(operatorFixture.samples().values()).containsEntry("deptracker_kinds_unreadable", 0.0);
    }

    /** A pod that is not ready could not be updated: the new credential would never come. */
    @ParameterizedTest
    @EnumSource(
            value = GateReason.class,
            names = {"RATE_LIMIT", "BAD_CREDENTIAL", "OUTAGE", "FORBIDDEN"})
    void aShutGateIsNamedWithGitHubsWordsThoughItIsReady(GateReason reason) throws Exception {
        operatorFixture.cluster.start();
        Instant now = operatorFixture.now();
        new GateStore(operatorFixture.outbox)
                .shut(new GateStore.ShutGate(
                        reason, "HTTP 403: Resource not\n accessible", now, now.plusSeconds(300), 3));

        var answer = operatorFixture.get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("ok\ngate shut (" + reason + ") since 2026-03-01T10:00:00Z, next call not before"
                        + " 2026-03-01T10:05:00Z: HTTP 403: Resource not accessible\n");
        assertOk(operatorFixture.get("/livez"));
    }

    @Test
    void aPauseIsNamedWithItsReasonAndBesideAShutGate() throws Exception {
        operatorFixture.cluster.start();
        var gate = new GateStore(operatorFixture.outbox);
        gate.pause(new GateStore.Pause("tokens change", operatorFixture.now()));
        assertThat(operatorFixture.get("/readyz").body())
                .isEqualTo(
                        "ok\ngate shut (paused) since 2026-03-01T10:00:00Z, until the command resume: tokens change\n");
        gate.pause(new GateStore.Pause("", operatorFixture.now()));
        gate.shut(
                new GateStore.ShutGate(GateReason.OUTAGE, "timeout", operatorFixture.now(), operatorFixture.now(), 0));
        assertThat(operatorFixture.get("/readyz").body())
                .isEqualTo("ok\ngate shut (paused) since 2026-03-01T10:00:00Z, until the command resume\n"
                        + "gate shut (outage) since 2026-03-01T10:00:00Z, next call not before 2026-03-01T10:00:00Z:"
                        + " timeout\n");
        gate.resume();
        gate.open();
        assertOk(operatorFixture.get("/readyz"));
    }

    @Test
    void howFarTheFirstListsAreIsSaid() throws Exception {
        var pages = new Semaphore(0);
        for (int i = 0; i < 5; i++) {
            operatorFixture.kubernetes.put("pods", TestPods.pod("shop", "pod-" + i));
        }
        operatorFixture.kubernetes.pagesOfAtMost(2);
        operatorFixture.kubernetes.holdUp(verb -> pages.acquireUninterruptibly());
        Thread starting = Thread.ofPlatform().start(() -> {
            try {
                operatorFixture.cluster.start();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await()
                .untilAsserted(() -> assertThat(operatorFixture.get("/readyz").body())
                        .contains(
                                "listing pods: 0 pages, 0 objects\n",
                                "listing deployments.apps: 0 pages, 0 objects\n"));
        // All but one of the requests get a response then, in any order.
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            if (!operatorFixture.get("/readyz").body().matches("(?s).*listing pods: [12] pages, [24] objects\n.*")) {
                pages.release();
            }
            assertThat(operatorFixture.get("/readyz").body())
                    .containsPattern("listing pods: [12] pages, [24] objects\n");
        });
        assertThat(operatorFixture.get("/readyz").statusCode()).isEqualTo(503);
        assertOk(operatorFixture.get("/livez"));
        pages.release(1000);
        starting.join(Duration.ofSeconds(20));
        assertOk(operatorFixture.get("/readyz"));
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
