package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GitHub accepts calls and does not respond properly: the workers are freed, and no row is in two calls at once. */
@Timeout(60)
class HangingGitHubTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int CAUGHT = 4;
    private static final int WORKERS = CAUGHT + 1;
    private static final int ROWS = 12;

    @TempDir
    Path folder;

    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private DeliveryController deliveryController;
    private Workers workers;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("token"), "ghs_one");
        deliveryController = new DeliveryController(folder, gitHub.baseUrl(), CLOCK, 1, TIMEOUT);
        workers = new Workers(
                deliveryController.courier,
                deliveryController.gate,
                deliveryController.queue,
                deliveryController.signal,
                CLOCK,
                loop -> () -> {});
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
    void neverAnswering() throws Exception {
        firstCallsGet(Reply.hang());

        assertNoRowInTwoCallsAtOnce();
    }

    @Test
    void aByteASecond() throws Exception {
        firstCallsGet(Reply.drip(Duration.ofSeconds(1)));

        assertNoRowInTwoCallsAtOnce();
    }

    @Test
    void closingInTheMiddleOfTheAnswer() throws Exception {
        firstCallsGet(Reply.cutOff());
    }

    /** Catches all workers but one in a call; the whole backlog is delivered nevertheless. */
    private void firstCallsGet(Reply reply) throws InterruptedException {
        var left = new AtomicInteger(CAUGHT);
        gitHub.answerWith(_ -> left.getAndDecrement() > 0 ? Optional.of(reply) : Optional.empty());
        deliveryController.intake.commit(
                IntStream.range(0, ROWS).mapToObj(SampleRecords::deployed).toList(), _ -> true);
        workers.start(WORKERS);

        await().atMost(SOON).until(() -> {
            // As upkeep does from time to time.
            deliveryController.queue.reap();
            return gitHub.accepted().size() >= ROWS;
        });
        assertThat(workers.drain(SOON)).isTrue();
        assertThat(gitHub.accepted()).extracting(ReceivedRecord::deploymentName).doesNotHaveDuplicates();
        assertThat(new Statistics(deliveryController.outbox, CLOCK).count().rows())
                .containsEntry(RowState.DELIVERED, (long) ROWS)
                .containsEntry(RowState.LEASED, 0L);
    }

    /** Checks that a call without a response is given up before the row's next call begins. */
    private void assertNoRowInTwoCallsAtOnce() {
        Map<String, Instant> earlier = new HashMap<>();
        int again = 0;
        for (Call call : gitHub.calls()) {
            Instant before = earlier.put(call.records().getFirst().deploymentName(), call.at());
            if (before != null) {
                again++;
                // The client's clock begins a little before the call arrives.
                assertThat(Duration.between(before, call.at())).isGreaterThan(TIMEOUT.dividedBy(2));
            }
        }
        assertThat(again).as("rows that were posted again").isEqualTo(CAUGHT);
    }
}
