package io.deptracker.outbox.upkeep;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Lease;
import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock is set while rows wait. */
class ClockSkewRepairTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(15);
    private static final Duration LONGEST_PARKING = Duration.ofMinutes(30);

    @AutoClose
    private final TestOutbox outbox;

    ClockSkewRepairTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void aRowThatIsOwedGoesOutAtOnceWhereTheClockIsSetBack() {
        outbox.commit(running("web", 1));

        outbox.clock.advance(HOUR.negated());
        assertThat(outbox.lease()).isEmpty();

        assertThat(pullIn()).isEqualTo(1);
        assertThat(outbox.lease()).hasSize(1);
    }

    @Test
    void aRetryWaitsNoLongerThanARetryMay() {
        outbox.commit(running("web", 1));
        outbox.clock.advance(HOUR.multipliedBy(2));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Retry(lease, in(Duration.ofMinutes(10)), null, "500", true));

        outbox.clock.advance(HOUR.negated());
        pullIn();

        outbox.clock.advance(LONGEST_RETRY);
        assertThat(outbox.lease()).hasSize(1);
    }

    @Test
    void aParkedRowWaitsNoLongerThanAParkedRowMay() {
        outbox.commit(running("web", 1));
        outbox.clock.advance(HOUR.multipliedBy(2));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Park(lease, ParkReason.ATTESTATION, in(Duration.ofMinutes(20)), "404"));

        outbox.clock.advance(HOUR.negated());
        pullIn();

        assertThat(outbox.newest().parkedSince()).isEqualTo(outbox.clock.instant());
        outbox.clock.advance(LONGEST_PARKING);
        assertThat(outbox.lease()).hasSize(1);
    }

    @Test
    void whatWaitsAsItShouldGoesOnWaiting() {
        outbox.commit(running("web", 1), running("api", 2));
        var leases = outbox.lease();
        Instant retry = in(LONGEST_RETRY);
        Instant parking = in(LONGEST_PARKING);
        outbox.settle(
                new Retry(leases.get(0), retry, null, "500", true),
                new Park(leases.get(1), ParkReason.PERMISSION, parking, "403"));
        var before = outbox.rows();

        assertThat(pullIn()).isZero();
        outbox.clock.advance(Duration.ofMinutes(1));
        assertThat(pullIn()).isZero();

        assertThat(outbox.rows()).isEqualTo(before);
    }

    /** A node started with a clock that was not set: a row that was parked then has not waited since 1970. */
    @Test
    void timeBeforeTheClockWasSetDoesNotCount() {
        outbox.clock.set(Instant.EPOCH.plusSeconds(30));
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Park(lease, ParkReason.ATTESTATION, in(Duration.ofMinutes(1)), "404"));
        pullIn();
        assertThat(outbox.newest().parkedSince()).isEqualTo(outbox.clock.instant());

        outbox.clock.set(SettableClock.START);
        pullIn();

        assertThat(outbox.newest().parkedSince()).isEqualTo(SettableClock.START);
        assertThat(outbox.lease()).hasSize(1);
    }

    @Test
    void aLeaseLastsAsLongAsItShouldWhereTheClockIsSet() {
        var steady = new SettableClock();
        var queue = new LeaseQueue(outbox.file(), outbox.clock, steady, TestOutbox.LEASE_TIME, () -> "token");
        outbox.commit(running("web", 1));
        assertThat(queue.lease(1).leases()).hasSize(1);

        outbox.clock.advance(HOUR);
        assertThat(queue.reap()).as("its call is still in flight").isZero();
        outbox.clock.advance(HOUR.multipliedBy(-2));
        steady.advance(TestOutbox.LEASE_TIME);
        assertThat(queue.reap()).as("no worker will settle it").isEqualTo(1);
    }

    private int pullIn() {
        return new ClockSkewRepair(outbox.file(), outbox.clock, LONGEST_RETRY, LONGEST_PARKING).pullIn();
    }

    private Instant in(Duration wait) {
        return outbox.clock.instant().plus(wait);
    }
}
