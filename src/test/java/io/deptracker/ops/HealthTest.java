package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate;
import io.deptracker.outbox.GateStore;
import io.deptracker.standin.TestPods;
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
import org.junit.jupiter.params.provider.ValueSource;

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
    void aDatabaseThatCannotBeReadIsNotReady() throws Exception {
        operated.cluster.start();
        operated.outbox.close();
        var answer = operated.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith(folder + "/outbox.db");
    }

    /** Only a restart gets out of it: until then every row goes to a file that ends with the process. */
    @ParameterizedTest
    @ValueSource(strings = {"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.lock"})
    void aFileThatIsRemovedOrReplacedIsNeitherReadyNorAlive(String name) throws Exception {
        operated.cluster.start();
        assertOk(operated.get("/readyz"));
        assertOk(operated.get("/livez"));
        Path file = folder.resolve(name);
        Path aside = folder.resolve("aside.db");
        Files.move(file, aside);
        assertFaulty(operated.get("/readyz"), file + ": is gone\n");
        assertFaulty(operated.get("/livez"), file + ": is gone; a restart opens what is there\n");
        Files.writeString(file, "another file");
        assertFaulty(operated.get("/readyz"), file + ": is gone, another file is in its place\n");
        assertFaulty(
                operated.get("/livez"),
                file + ": is gone, another file is in its place; a restart opens what is there\n");
        Files.delete(file);
        Files.move(aside, file);
        assertOk(operated.get("/readyz"));
        assertOk(operated.get("/livez"));
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

    @Test
    void whatMayNotBeReadIsNamedThoughItIsReady() throws Exception {
        operated.kubernetes.forbid("cronjobs");
        operated.cluster.start();
        var answer = operated.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("ok\nunreadable: cronjobs.batch (list and watch are refused; retried every few minutes)\n");
        assertThat(operated.samples().values()).containsEntry("deptracker_kinds_unreadable", 1.0);
        assertOk(operated.get("/livez"));

        operated.kubernetes.allow("cronjobs");
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            operated.advance(Duration.ofSeconds(20));
            assertOk(operated.get("/readyz"));
        });
        assertThat(operated.samples().values()).containsEntry("deptracker_kinds_unreadable", 0.0);
    }

    /** A pod that is not ready could not be updated: the new credential would never come. */
    @ParameterizedTest
    @ValueSource(strings = {Gate.RATE_LIMIT, Gate.BAD_CREDENTIAL, Gate.OUTAGE, Gate.FORBIDDEN})
    void aShutGateIsNamedWithGitHubsWordsThoughItIsReady(String reason) throws Exception {
        operated.cluster.start();
        Instant now = operated.now();
        new GateStore(operated.outbox)
                .shut(new GateStore.ShutGate(
                        reason, "HTTP 403: Resource not\n accessible", now, now.plusSeconds(300), 3));

        var answer = operated.get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("ok\ngate shut (" + reason + ") since 2026-03-01T10:00:00Z, next call not before"
                        + " 2026-03-01T10:05:00Z: HTTP 403: Resource not accessible\n");
        assertOk(operated.get("/livez"));
    }

    @Test
    void aPauseIsNamedWithItsReasonAndBesideAShutGate() throws Exception {
        operated.cluster.start();
        var gate = new GateStore(operated.outbox);
        gate.pause(new GateStore.Pause("tokens change", operated.now()));
        assertThat(operated.get("/readyz").body())
                .isEqualTo(
                        "ok\ngate shut (paused) since 2026-03-01T10:00:00Z, until the command resume: tokens change\n");
        gate.pause(new GateStore.Pause("", operated.now()));
        gate.shut(new GateStore.ShutGate("outage", "timeout", operated.now(), operated.now(), 0));
        assertThat(operated.get("/readyz").body())
                .isEqualTo("ok\ngate shut (paused) since 2026-03-01T10:00:00Z, until the command resume\n"
                        + "gate shut (outage) since 2026-03-01T10:00:00Z, next call not before 2026-03-01T10:00:00Z:"
                        + " timeout\n");
        gate.resume();
        gate.open();
        assertOk(operated.get("/readyz"));
    }

    @Test
    void howFarTheFirstListsAreIsSaid() throws Exception {
        var pages = new Semaphore(0);
        for (int i = 0; i < 5; i++) {
            operated.kubernetes.put("pods", TestPods.pod("shop", "pod-" + i));
        }
        operated.kubernetes.pagesOfAtMost(2);
        operated.kubernetes.holdUp(verb -> pages.acquireUninterruptibly());
        Thread starting = Thread.ofPlatform().start(() -> {
            try {
                operated.cluster.start();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await()
                .untilAsserted(() -> assertThat(operated.get("/readyz").body())
                        .contains(
                                "listing pods: 0 pages, 0 objects\n",
                                "listing deployments.apps: 0 pages, 0 objects\n"));
        // Whichever they are for, all but one of the requests are answered then.
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            if (!operated.get("/readyz").body().matches("(?s).*listing pods: [12] pages, [24] objects\n.*")) {
                pages.release();
            }
            assertThat(operated.get("/readyz").body()).containsPattern("listing pods: [12] pages, [24] objects\n");
        });
        assertThat(operated.get("/readyz").statusCode()).isEqualTo(503);
        assertOk(operated.get("/livez"));
        pages.release(1000);
        starting.join(Duration.ofSeconds(20));
        assertOk(operated.get("/readyz"));
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
