package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.github.GitHubStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Workers with real threads on the real clock, in front of GitHub's stand-in. */
final class WorkersFixture implements AutoCloseable {
    static final InstantSource CLOCK = InstantSource.system();
    static final Duration SOON = Duration.ofSeconds(20);
    static final Duration AT_ONCE = Duration.ofSeconds(2);

    final GitHubStandIn gitHub = GitHubStandIn.start();
    final AtomicInteger beats = new AtomicInteger();
    final Set<String> names = ConcurrentHashMap.newKeySet();
    final DeliveryController controller;
    Workers workers;

    WorkersFixture(Path folder) throws IOException {
        Files.writeString(folder.resolve("token"), "ghs_one");
        controller = new DeliveryController(folder, gitHub.baseUrl(), CLOCK, 10, Duration.ofSeconds(10));
        workers = workers(beats::incrementAndGet);
    }

    /** Replaces the workers, before they are started, by some that call this on each turn. */
    void replaceWorkers(Runnable beat) {
        workers = workers(beat);
    }

    private Workers workers(Runnable beat) {
        return new Workers(
                controller.courier, controller.gate, controller.queue, controller.signal, CLOCK, name -> () -> {
                    names.add(name);
                    beat.run();
                });
    }

    void owe(int from, int to) {
        controller.intake.commit(
                IntStream.range(from, to).mapToObj(SampleRecords::deployed).toList(), _ -> true);
    }

    long delivered() {
        return new Statistics(controller.outbox, CLOCK).count().rows().getOrDefault(RowState.DELIVERED, 0L);
    }

    /** Waits until they have turned that often in total. */
    void awaitBeats(int count) {
        await().atMost(SOON).until(() -> beats.get() >= count);
    }

    /** Waits until no worker has turned for a while. */
    void awaitIdle() throws InterruptedException {
        int seen = -1;
        while (beats.get() == 0 || beats.get() != seen) {
            seen = beats.get();
            controller.signal.await(controller.signal.mark(), Duration.ofMillis(300));
        }
    }

    @Override
    public void close() {
        try {
            workers.drain(Duration.ZERO);
            controller.gitHub.close();
            assertThat(workers.join(SOON)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted before the workers had ended", stop);
        }
        controller.close();
        gitHub.close();
    }
}
