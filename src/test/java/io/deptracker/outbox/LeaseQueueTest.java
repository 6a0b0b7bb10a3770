package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.STAGING;
import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.desired;
import static io.deptracker.outbox.Fixtures.digest;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.many;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Artifact;
import io.deptracker.record.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseQueueTest {
    @AutoClose
    private final TestOutbox outbox;

    LeaseQueueTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void givesNothingWhereNothingIsDue() {
        assertThat(outbox.queue().lease(10)).isEqualTo(new LeasedBatch(null, List.of(), 0, null));
        assertThat(outbox.queue().nextDue()).isEmpty();
    }

    @Test
    void givesTheRecordAsItWasCommitted() {
        outbox.commit(running("web", 1));

        LeasedBatch leasedBatch = outbox.queue().lease(10);

        assertThat(leasedBatch.environment()).isEqualTo(PRODUCTION);
        assertThat(leasedBatch.leases())
                .containsExactly(new Lease(
                        1, "token-1", deployed("web", 1), Lease.History.NONE, outbox.clock.instant(), null, null));
    }

    @Test
    void givesNoMoreThanAskedForAndTheLongestDueFirst() {
        outbox.commit(running("late", 1), running("later", 2));
        List<Lease> leases = outbox.lease();
        outbox.settle(
                new HandBack(leases.get(0), outbox.clock.instant().plusSeconds(2), null, null),
                new HandBack(leases.get(1), outbox.clock.instant().plusSeconds(3), null, null));
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.commit(running("a", 3), running("b", 4));

        assertThat(namesOf(outbox.queue().lease(3).leases())).containsExactly("late", "later", "a");
        assertThat(namesOf(outbox.lease())).containsExactly("b");
    }

    @Test
    void givesRowsOfOneEnvironmentAtATime() {
        outbox.commit(running(PRODUCTION, "web", 1), running(STAGING, "test", 2), running(PRODUCTION, "api", 3));

        LeasedBatch first = outbox.queue().lease(10);
        LeasedBatch second = outbox.queue().lease(10);

        assertThat(first.environment()).isEqualTo(PRODUCTION);
        assertThat(namesOf(first.leases())).containsExactly("web", "api");
        assertThat(second.environment()).isEqualTo(STAGING);
        assertThat(namesOf(second.leases())).containsExactly("test");
    }

    @Test
    void givesRowsOfOneBatchLimitAtATimeAndNoMoreThanThatLimit() {
        outbox.commit(many(6));
        List<Lease> leases = outbox.lease();
        outbox.settle(IntStream.range(0, 6)
                .mapToObj(i -> new HandBack(leases.get(i), outbox.clock.instant(), limitOf(i), "422"))
                .toList());

        assertThat(namesOf(outbox.lease())).containsExactly("web-00001", "web-00004");
        assertThat(namesOf(outbox.lease())).containsExactly("web-00002");
        assertThat(namesOf(outbox.queue().lease(1).leases())).containsExactly("web-00003");
        assertThat(namesOf(outbox.lease())).as("web-00005 alone").containsExactly("web-00005");
        assertThat(namesOf(outbox.lease())).containsExactly("web-00006");
    }

    /** 2, 1, none, 2, 1, none. */
    private static @Nullable Integer limitOf(int i) {
        return i % 3 == 2 ? null : Integer.valueOf(2 - i % 3);
    }

    @Test
    void givesOneDigestInOneVersionOnly() {
        var latest = new Artifact("ghcr.io/acme/shop", digest(1), "latest");
        var mirrored = new Artifact("mirror.example/shop", digest(1), "v1");
        outbox.commit(
                running("web", 1),
                desired(PRODUCTION, "api", deployed("api", latest)),
                desired(PRODUCTION, "copy", deployed("copy", mirrored)),
                running("job", 1),
                running("other", 2));

        assertThat(namesOf(outbox.lease())).containsExactly("web", "job", "other");
        assertThat(namesOf(outbox.lease())).containsExactly("api");
        assertThat(namesOf(outbox.lease())).containsExactly("copy");
    }

    @Test
    void givesOneRowOfADeploymentAtATime() {
        outbox.commit(running("web", 1));
        Lease first = outbox.leaseOne();
        outbox.commit(running("web", 2));
        outbox.commit(running("web", 3), running("api", 4));

        assertThat(namesOf(outbox.lease())).as("web is in flight").containsExactly("api");
        outbox.settle(new Deliver(first));
        assertThat(outbox.leaseOne().record()).isEqualTo(deployed("web", 3));
    }

    @Test
    void tellsWhenARowIsDueNext() {
        outbox.commit(running("web", 1), running("api", 2));
        Instant now = outbox.clock.instant();
        assertThat(outbox.queue().nextDue()).contains(now);

        List<Lease> leases = outbox.lease();
        assertThat(outbox.queue().nextDue())
                .as("rows in flight are not waiting")
                .isEmpty();
        outbox.settle(
                new Park(leases.getFirst(), ParkReason.PERMISSION, now.plusSeconds(9), "403"),
                new Retry(leases.getLast(), now.plusSeconds(10), null, "503", true));

        assertThat(outbox.queue().nextDue()).contains(now.plusSeconds(9));
    }

    @Test
    void takesBackWhatHasExpiredAndNothingElse() {
        outbox.commit(running("web", 1));
        outbox.lease();
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.commit(running("api", 2));
        Lease held = outbox.leaseOne();
        assertThat(outbox.queue().reap()).isZero();

        outbox.clock.advance(TestOutbox.MINUTE);

        assertThat(outbox.queue().reap()).isEqualTo(1);
        assertThat(outbox.brief()).containsExactly("web deployed v1 pending", "api deployed v2 leased");
        assertThat(outbox.rows().getFirst().attempts()).isZero();
        assertThat(namesOf(outbox.lease())).as("due at once").containsExactly("web");
        outbox.settle(new Deliver(held));
    }

    @Test
    void takesBackEverythingThatADeadControllerHeld() {
        outbox.commit(running("web", 1), running("api", 2));
        Lease limited = outbox.lease().getFirst();
        outbox.settle(new HandBack(limited, outbox.clock.instant(), 1, "422"));
        outbox.leaseOne();
        outbox.commit(running("api", 3));
        outbox.reopen();

        assertThat(outbox.queue().reapAll()).isEqualTo(2);

        assertThat(outbox.brief())
                .containsExactly("web deployed v1 pending", "api deployed v2 superseded", "api deployed v3 pending");
        assertThat(outbox.rows().getFirst().batchLimit()).isEqualTo(1);
        assertThat(outbox.queue().reapAll()).isZero();
    }

    @Test
    void whatWasTakenBackMayHaveReachedGitHub() {
        outbox.commit(running("web", 1));
        outbox.lease();
        outbox.queue().reapAll();

        outbox.commit(gone("web"));

        assertThat(outbox.leaseOne().record().status()).isEqualTo(Status.DECOMMISSIONED);
    }

    private static List<String> namesOf(List<Lease> leases) {
        return leases.stream().map(lease -> lease.record().deploymentName()).toList();
    }
}
