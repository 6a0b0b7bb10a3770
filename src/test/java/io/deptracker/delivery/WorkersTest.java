package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.FullFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.Logged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real threads on the real clock. */
@Timeout(60)
class WorkersTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private final AtomicInteger beats = new AtomicInteger();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private DeliveryController deliveryController;
    private Workers workers;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("token"), "ghs_one");
        deliveryController = new DeliveryController(folder, gitHub.baseUrl(), CLOCK, 10, Duration.ofSeconds(10));
        workers = workers(beats::incrementAndGet);
    }

    private Workers workers(Runnable beat) {
        return new Workers(
                deliveryController.courier,
                deliveryController.gate,
                deliveryController.queue,
                deliveryController.signal,
                CLOCK,
                name -> () -> {
                    names.add(name);
                    beat.run();
                });
    }

    @AfterEach
    void close() throws InterruptedException {
        workers.drain(Duration.ZERO);
        deliveryController.gitHub.close();
        assertThat(workers.join(SOON)).isTrue();
        deliveryController.close();
        gitHub.close();
    }

    @Test
    void committedRowWakesThem() throws Exception {
        workers.start(2);
        long waited = 0;
        for (int n = 0; n < 10; n++) {
            awaitIdle();
            long start = System.nanoTime();
            owe(n, n + 1);
            gitHub.awaitAccepted(n + 1, AT_ONCE);
            waited += System.nanoTime() - start;
        }
        // Without a signal they check once a second, so after half of one on average.
        assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void whatIsPausedGoesOutSoonAfterItIsResumed() throws Exception {
        var operatorStore = new GateStore(deliveryController.outbox);
        operatorStore.pause(new GateStore.Pause("a change of tokens", CLOCK.instant()));
        workers.start(2);
        owe(0, 5);
        awaitBeats(6);
        assertThat(gitHub.calls()).isEmpty();

        operatorStore.resume();

        gitHub.awaitAccepted(5, AT_ONCE.multipliedBy(2));
    }

    @Test
    void drainDoesNotWaitForAPause() throws Exception {
        new GateStore(deliveryController.outbox).pause(new GateStore.Pause("", CLOCK.instant()));
        owe(0, 5);
        workers.start(2);
        awaitBeats(2);
        long start = System.nanoTime();

        assertThat(workers.drain(SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        assertThat(gitHub.calls()).isEmpty();
    }

    @Test
    void theyBeatWhileNothingHappens() throws Exception {
        workers.start(1);

        awaitIdle();

        assertThat(beats).hasPositiveValue();
    }

    @Test
    void eachBeatsByItselfSoThatOneThatHasDiedIsSeen() throws Exception {
        workers.start(3);

        awaitBeats(6);

        assertThat(names).containsExactlyInAnyOrder("delivery-1", "delivery-2", "delivery-3");
    }

    @Test
    void aFaultThatLastsIsLoggedOnce() throws Exception {
        owe(0, 1);
        FullFile.takesNoChange(deliveryController.outbox);
        try (var logged = new Logged()) {
            workers.start(3);
            awaitBeats(15);

            assertThat(logged.texts(Level.WARN))
                    .containsExactly("delivery failed; its rows are tried again when their lease expires");
        }
    }

    @Test
    void idleWorkersDoNotSpin() throws Exception {
        workers.start(4);
        owe(0, 1);
        gitHub.awaitAccepted(1, SOON);
        awaitIdle();
        int before = beats.get();

        long mark = deliveryController.signal.mark();
        deliveryController.signal.await(mark, Duration.ofSeconds(1));

        assertThat(beats.get() - before).isLessThan(20);
    }

    @Test
    void manyWorkersDeliverEachRowOnce() throws Exception {
        owe(0, 150);
        workers.start(4);

        gitHub.awaitAccepted(150, SOON);

        assertThat(workers.drain(SOON)).isTrue();
        assertThat(gitHub.accepted()).extracting(ReceivedRecord::deploymentName).doesNotHaveDuplicates();
        assertThat(delivered()).isEqualTo(150);
    }

    @Test
    void rateLimitIsWaitedForByTheClock() throws Exception {
        var limited = new AtomicBoolean();
        gitHub.answerWith(_ -> limited.getAndSet(true)
                ? Optional.empty()
                : Optional.of(Reply.status(429, "", Map.of("Retry-After", "1"))));
        owe(0, 1);
        workers.start(2);

        gitHub.awaitAccepted(1, SOON);

        var calls = gitHub.calls();
        assertThat(calls).hasSize(2);
        assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }

    @Test
    void drainDeliversWhatIsDueAndStops() throws Exception {
        gitHub.latency(Duration.ofMillis(50));
        workers.start(2);
        owe(0, 100);

        assertThat(workers.drain(SOON)).isTrue();

        assertThat(gitHub.view()).hasSize(100);
        assertThat(delivered()).isEqualTo(100);
    }

    @Test
    void drainWaitsForNothingWhenNothingIsDue() throws Exception {
        workers.start(2);
        awaitIdle();
        long start = System.nanoTime();

        assertThat(workers.drain(SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @Test
    void drainFinishesTheCallInFlight() throws Exception {
        gitHub.latency(Duration.ofMillis(500));
        owe(0, 1);
        workers.start(1);
        gitHub.awaitCalls(1, SOON);

        assertThat(workers.drain(SOON)).isTrue();

        assertThat(delivered()).isEqualTo(1);
        assertThat(gitHub.calls()).hasSize(1);
    }

    @Test
    void drainKeepsItsTimeWhereGitHubHangs() throws Exception {
        gitHub.answerWith(_ -> Optional.of(Reply.hang()));
        owe(0, 1);
        workers.start(2);
        gitHub.awaitCalls(1, SOON);
        long start = System.nanoTime();

        assertThat(workers.drain(Duration.ofMillis(500))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);

        deliveryController.gitHub.close();
        assertThat(workers.join(AT_ONCE)).isTrue();
        assertThat(new Statistics(deliveryController.outbox, CLOCK).count().rows())
                .as("the row was handed back")
                .containsEntry(RowState.PENDING, 1L)
                .containsEntry(RowState.LEASED, 0L);
    }

    @Test
    void drainGivesUpAtOnceWhereTheGateIsShutForLonger() throws Exception {
        gitHub.answerWith(_ -> Optional.of(Reply.status(429, "", Map.of("Retry-After", "600"))));
        owe(0, 30);
        workers.start(1);
        gitHub.awaitCalls(1, SOON);
        long start = System.nanoTime();

        assertThat(workers.drain(SOON)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        assertThat(gitHub.calls()).hasSize(1);
    }

    @Test
    void workerThatIsAboutToLookWhenTheyStopDoesNotGoToSleep() throws Exception {
        var looking = new AtomicBoolean();
        workers = workers(() -> {
            // Holds the worker between its turns until the stop is requested.
            long mark = deliveryController.signal.mark();
            looking.set(true);
            while (deliveryController.signal.mark() == mark) {
                Thread.onSpinWait();
            }
        });
        workers.start(1);
        while (!looking.get()) {
            Thread.onSpinWait();
        }

        assertThat(workers.drain(AT_ONCE)).isTrue();
    }

    private void owe(int from, int to) {
        deliveryController.intake.commit(
                IntStream.range(from, to).mapToObj(SampleRecords::deployed).toList(), _ -> true);
    }

    private long delivered() {
        return new Statistics(deliveryController.outbox, CLOCK).count().rows().getOrDefault(RowState.DELIVERED, 0L);
    }

    /** Waits until they have turned that often in total. */
    private void awaitBeats(int count) {
        await().atMost(SOON).until(() -> beats.get() >= count);
    }

    /** Waits until no worker has turned for a while. */
    private void awaitIdle() throws InterruptedException {
        int seen = -1;
        while (beats.get() == 0 || beats.get() != seen) {
            seen = beats.get();
            deliveryController.signal.await(deliveryController.signal.mark(), Duration.ofMillis(300));
        }
    }
}
