package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.record.Workload;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final WorkQueue queue = new WorkQueue();

    @Test
    void theEndEndsAWaitThatHasBegun() throws Exception {
        var take = new FutureTask<>(() -> queue.take(10, LONG));
        Thread waiting = Thread.ofPlatform().daemon().start(take);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        queue.end();

        assertThat(take.get(20, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void afterTheEndNothingWaitsAndNothingIsLost() throws Exception {
        queue.end();
        assertThat(queue.take(10, LONG)).isEmpty();
        var workload = new Workload("shop", "apps", "Deployment", "web");
        queue.add(workload, WorkQueue.Cause.OTHER);
        assertThat(queue.take(10, LONG)).extracting(WorkQueue.Item::workload).containsExactly(workload);
    }
}
