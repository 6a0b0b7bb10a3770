package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.AppliedTransition.Result;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {
    private static final Instant LATER = SettableClock.START.plus(Duration.ofHours(1));

    @AutoClose
    private final TestOutbox outbox;

    TransitionsTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        outbox.commit(running("web", 1));
    }

    @ParameterizedTest
    @EnumSource
    void eachWayLeadsToItsState(SettlingCase settlingCase) {
        Lease lease = outbox.leaseOne();
        outbox.clock.advance(TestOutbox.MINUTE);

        outbox.settle(settlingCase.of(lease, LATER));

        Row row = outbox.newest();
        boolean waits = settlingCase.leadsTo.equals("pending") || settlingCase.leadsTo.equals("parked");
        assertThat(row.state()).isEqualTo(settlingCase.leadsTo);
        assertThat(row.finishedAt()).isEqualTo(waits ? null : outbox.clock.instant());
        assertThat(row.lastError()).isEqualTo(settlingCase == SettlingCase.DELIVER ? null : SettlingCase.MET);
        assertThat(row.attempts()).as("only a retry is charged").isEqualTo(settlingCase == SettlingCase.RETRY ? 1 : 0);
        assertThat(outbox.lease()).as("not before it is due").isEmpty();
        outbox.clock.set(LATER);
        assertThat(outbox.lease()).hasSize(waits ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatANewerOneOvertookComesBackBySupersede(SettlingCase settlingCase) {
        Lease lease = outbox.leaseOne();
        outbox.commit(running("web", 2));

        assertThat(outbox.settle(settlingCase.of(lease, LATER)))
                .singleElement()
                .extracting(AppliedTransition::result)
                .isEqualTo(settlingCase == SettlingCase.DELIVER ? Result.APPLIED : Result.SUPERSEDED);

        String state = settlingCase == SettlingCase.DELIVER ? "delivered" : "superseded";
        assertThat(outbox.brief()).containsExactly("web deployed v1 " + state, "web deployed v2 pending");
        assertThat(outbox.rows().getFirst().finishedAt()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.leaseOne().record().artifact().version()).isEqualTo("v2");
    }

    @ParameterizedTest
    @EnumSource
    void aLostLeaseSettlesNothingAndIsCounted(SettlingCase settlingCase) {
        Lease lost = outbox.leaseOne();
        outbox.queue().reapAll();
        Lease held = outbox.leaseOne();
        Row before = outbox.newest();

        assertThat(outbox.queue().settle(List.of(settlingCase.of(lost, LATER))))
                .extracting(AppliedTransition::result)
                .containsExactly(Result.LEASE_LOST);

        assertThat(outbox.newest()).isEqualTo(before);
        assertThat(outbox.texts("SELECT accepted_status FROM deployment")).containsExactly("null");
        outbox.settle(new Deliver(held));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSettledTwice(SettlingCase settlingCase) {
        Lease lease = outbox.leaseOne();
        outbox.settle(new Deliver(lease));
        Row before = outbox.newest();

        assertThat(outbox.queue().settle(List.of(settlingCase.of(lease, LATER))))
                .extracting(AppliedTransition::result)
                .containsExactly(Result.LEASE_LOST);

        assertThat(outbox.newest()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aSettleThatFailsChangesNothing(SettlingCase settlingCase) {
        outbox.commit(running("api", 2));
        List<Lease> leases = outbox.lease();
        List<Row> before = outbox.rows();

        // A batch cannot be empty: the schema rejects that.
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> outbox.queue()
                        .settle(List.of(
                                settlingCase.of(leases.getFirst(), LATER),
                                new HandBack(leases.getLast(), LATER, 0, null))));

        assertThat(outbox.rows()).isEqualTo(before);
        outbox.settle(leases.stream().map(Deliver::new).toList());
    }

    @Test
    void deliveryIsWhatGitHubAccepted() {
        outbox.deliverAll();
        outbox.commit(gone("web"));

        assertThat(accepted())
                .containsExactly("deployed ghcr.io/acme/shop v1 "
                        + outbox.clock.instant().toEpochMilli());

        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.deliverAll();
        assertThat(accepted())
                .containsExactly("decommissioned ghcr.io/acme/shop v1 "
                        + outbox.clock.instant().toEpochMilli());
    }

    @Test
    void attemptsAddUpAndErrorsAreTheLatest() {
        for (int i = 0; i < 3; i++) {
            Lease lease = outbox.leaseOne();
            assertThat(lease.attempts()).isEqualTo(i);
            String error = "error " + i;
            outbox.settle(new Retry(lease, outbox.clock.instant(), null, error, true));
        }
        Lease lease = outbox.leaseOne();
        outbox.settle(new HandBack(lease, outbox.clock.instant(), null, null));

        assertThat(outbox.newest().attempts()).isEqualTo(3);
        assertThat(outbox.newest().lastError()).as("kept").isEqualTo("error 2");
    }

    @Test
    void aRowThatWaitedForSomethingGoesBackToWaitForIt() {
        Lease lease = outbox.leaseOne();
        outbox.settle(new Park(lease, ParkReason.PERMISSION, outbox.clock.instant(), "403"));

        Lease again = outbox.leaseOne();
        outbox.settle(new Retry(again, LATER, null, "503", true));
        assertThat(outbox.newest().state()).isEqualTo("parked");
        assertThat(outbox.newest().parkedFor()).isEqualTo("permission");

        outbox.clock.set(LATER);
        Lease third = outbox.leaseOne();
        outbox.settle(new HandBack(third, LATER, null, null));
        assertThat(outbox.newest().state()).isEqualTo("parked");
    }

    @Test
    void parkingsAddUpAsLongAsTheyWaitForTheSame() {
        Instant since = outbox.clock.instant();
        for (int i = 1; i <= 3; i++) {
            Lease lease = outbox.leaseOne();
            outbox.settle(new Park(lease, ParkReason.ATTESTATION, outbox.clock.instant(), "404"));
            outbox.clock.advance(TestOutbox.MINUTE);
            assertThat(outbox.newest().parkedSince()).isEqualTo(since);
            assertThat(outbox.newest().parkCount()).isEqualTo(i);
        }

        Lease lease = outbox.leaseOne();
        assertThat(lease.parking()).isEqualTo(new Lease.Parking(since, 3, ParkReason.ATTESTATION));
        outbox.settle(new Park(lease, ParkReason.PERMISSION, outbox.clock.instant(), "403"));

        assertThat(outbox.leaseOne().parking())
                .as("the wait begins again for another reason")
                .isEqualTo(new Lease.Parking(outbox.clock.instant(), 1, ParkReason.PERMISSION));
    }

    private List<String> accepted() {
        return outbox.texts(
                "SELECT accepted_status || ' ' || accepted_name || ' ' || accepted_version || ' ' || accepted_at"
                        + " FROM deployment");
    }
}
