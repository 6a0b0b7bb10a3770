package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.STAGING;
import static io.deptracker.outbox.Fixtures.digest;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.record.Status;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many deployments run one image whose attestation is published later: one row asks for all of them. */
class AttestationParkingTest {
    private static final Instant SOON = SettableClock.START.plusSeconds(600);

    @AutoClose
    private final TestOutbox outbox;

    AttestationParkingTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void theOthersOfADigestWaitWithTheOneThatAsked() {
        outbox.commit(running("web", 1), running("api", 1), running("job", 2));
        Lease asked = outbox.queue().lease(1).leases().getFirst();
        outbox.settle(new Park(asked, ParkReason.ATTESTATION, SOON, "404"));

        assertThat(outbox.queue().lease(10).parkedUnasked()).isEqualTo(1);

        assertThat(outbox.brief())
                .containsExactly("web deployed v1 parked", "api deployed v1 parked", "job deployed v2 leased");
        assertThat(outbox.row(2).parkedFor()).isEqualTo("attestation");
        assertThat(outbox.row(2).parkedSince()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.row(2).parkCount()).as("it never asked").isZero();
        assertThat(missing()).containsExactly(digest(1).value() + " asked 1 next " + SOON.toEpochMilli());
    }

    @Test
    void anAnswerChangesTheRowThatAskedAndTheDigestAlone() {
        await("web", 1);
        outbox.commit(running("api", 1), running("job", 1));
        outbox.lease();
        outbox.clock.set(SOON);
        Lease asks = outbox.leaseOne();
        List<Row> others = List.of(outbox.row(2), outbox.row(3));

        outbox.settle(new Park(asks, ParkReason.ATTESTATION, SOON.plusSeconds(3600), "404 again"));

        assertThat(List.of(outbox.row(2), outbox.row(3))).isEqualTo(others);
        assertThat(missing())
                .containsExactly(digest(1).value() + " asked 2 next "
                        + SOON.plusSeconds(3600).toEpochMilli());
        assertThat(outbox.queue().nextDue()).contains(SOON.plusSeconds(3600));
    }

    @Test
    void manyRowsOfADigestInOneAnswerAreOneQuestion() {
        outbox.commit(running("web", 1), running("api", 1), running("job", 1));
        List<Lease> leases = outbox.lease();
        assertThat(leases).hasSize(3);

        outbox.settle(leases.stream()
                .map(lease -> new Park(lease, ParkReason.ATTESTATION, SOON, "404"))
                .toList());

        assertThat(missing()).containsExactly(digest(1).value() + " asked 1 next " + SOON.toEpochMilli());
        outbox.clock.set(SOON);
        assertThat(outbox.leaseOne().parking())
                .isEqualTo(new Lease.Parking(SettableClock.START, 1, ParkReason.ATTESTATION));
    }

    @Test
    void whatIsGoneOrWaitsForPermissionDoesNotWaitForAnArtifact() {
        outbox.commit(running("web", 1), running("api", 1));
        outbox.deliverAll();
        outbox.commit(gone("web"), running("job", 1), running("cron", 1));
        List<Lease> leases = outbox.lease();
        assertThat(leases).extracting(lease -> lease.record().deploymentName()).containsExactly("web", "job", "cron");

        outbox.settle(
                new HandBack(leases.get(0), outbox.clock.instant(), null, null),
                new Park(leases.get(1), ParkReason.PERMISSION, outbox.clock.instant(), "403"),
                new Park(leases.get(2), ParkReason.ATTESTATION, SOON, "404"));

        assertThat(outbox.lease()).hasSize(2);
    }

    @Test
    void anotherRowAsksIfTheOneWhoseTurnItWasIsSuperseded() {
        await("web", 1);
        outbox.commit(running("api", 1));
        outbox.lease();
        outbox.clock.set(SOON);
        Lease asks = outbox.leaseOne();
        outbox.commit(running("web", 2));
        outbox.settle(new HandBack(asks, SOON, null, "503"));
        outbox.deliverAll();

        outbox.clock.advance(Duration.ofMinutes(10));

        assertThat(outbox.leaseOne().record().deploymentName()).isEqualTo("api");
    }

    @Test
    void aDigestThatNoRowWaitsForIsAskedForAtOnceByTheNextOne() {
        await("web", 1);
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.set(SOON);
        assertThat(outbox.lease()).isEmpty();
        assertThat(missing()).isEmpty();

        outbox.commit(running("api", 1));

        assertThat(outbox.lease()).hasSize(1);
    }

    @Test
    void aNewDeploymentOfADigestThatOthersWaitForIsNotAskedFor() {
        await("web", 1);
        outbox.commit(running("api", 1), running("job", 2));

        LeasedBatch leasedBatch = outbox.queue().lease(10);

        assertThat(leasedBatch.parkedUnasked()).isEqualTo(1);
        assertThat(leasedBatch.leases())
                .extracting(lease -> lease.record().deploymentName())
                .containsExactly("job");
        Row api = outbox.row(2);
        assertThat(api.state()).isEqualTo("parked");
        assertThat(outbox.texts("SELECT DISTINCT due_at FROM backlog WHERE state = 'parked'"))
                .containsExactly("2026-03-01 10:10:00Z");
        assertThat(api.parkedSince()).isEqualTo(outbox.clock.instant());
        assertThat(api.parkCount()).isZero();
    }

    @Test
    void rowsBehindAWholeBatchOfUnaskedOnesGetTheirTurn() {
        await("web", 1);
        outbox.commit(running("a", 1), running("b", 1), running("c", 1), running("d", 1), running("e", 2));

        LeasedBatch leasedBatch = outbox.queue().lease(2);

        assertThat(leasedBatch.parkedUnasked()).isEqualTo(4);
        assertThat(leasedBatch.leases())
                .extracting(lease -> lease.record().deploymentName())
                .containsExactly("e");
    }

    @Test
    void whereAllAreParkedUnaskedNothingIsGiven() {
        await("web", 1);
        outbox.commit(running("api", 1));

        assertThat(outbox.queue().lease(10)).isEqualTo(new LeasedBatch(null, List.of(), 1, null));
        assertThat(outbox.queue().nextDue()).contains(SOON);
    }

    @Test
    void whatIsGoneIsToldThoughOthersWaitForTheAttestation() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        await("api", 1);
        outbox.commit(gone("web"));

        assertThat(outbox.leaseOne().record().status()).isEqualTo(Status.DECOMMISSIONED);
    }

    @Test
    void ofThoseThatWaitForADigestOneAsksAtATime() {
        await("web", 1);
        outbox.commit(running("api", 1), running(STAGING, "test", 1), running("job", 2));
        outbox.lease();
        outbox.queue().lease(10);
        outbox.clock.set(SOON);

        Lease probe = outbox.leaseOne();
        assertThat(probe.record().artifact().digest()).isEqualTo(digest(1));
        assertThat(outbox.lease()).as("in no environment").isEmpty();

        outbox.settle(new HandBack(probe, outbox.clock.instant().plusSeconds(9), null, "503"));
        outbox.clock.advance(Duration.ofSeconds(9));
        assertThat(outbox.leaseOne().rowId()).as("it asks again").isEqualTo(probe.rowId());
    }

    @Test
    void allThatWaitForADigestGoOutOnceOneIsDelivered() {
        await("web", 1);
        outbox.commit(running("api", 1), running("job", 1), running("other", 2));
        outbox.leaseOne();
        outbox.clock.set(SOON);
        Lease probe = outbox.leaseOne();
        outbox.clock.advance(TestOutbox.MINUTE);

        outbox.settle(new Deliver(probe));

        assertThat(outbox.row(2).state()).isEqualTo("pending");
        assertThat(outbox.row(2).availableAt()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.row(2).parkedFor()).isNull();
        LeasedBatch leasedBatch = outbox.queue().lease(10);
        assertThat(leasedBatch.environment()).isEqualTo(PRODUCTION);
        assertThat(leasedBatch.leases()).hasSize(2).allMatch(lease -> lease.parking() == null);
    }

    @Test
    void whoGaveUpOnADigestGoesOutOnceAnotherOneIsDelivered() {
        await("web", 1);
        outbox.clock.set(SOON);
        Lease tired = outbox.leaseOne();
        outbox.settle(new GiveUp(tired, "404", null));
        outbox.commit(running("api", 1));
        Lease lucky = outbox.leaseOne();

        outbox.settle(new Deliver(lucky));

        assertThat(outbox.row(1).state()).isEqualTo("pending");
        assertThat(outbox.leaseOne().record()).isEqualTo(tired.record());
    }

    @Test
    void aDeliveryReleasesNobodyWhoWaitsForPermission() {
        outbox.commit(running("web", 1), running("api", 1));
        List<Lease> leases = outbox.lease();

        outbox.settle(new Park(leases.getFirst(), ParkReason.PERMISSION, SOON, "403"), new Deliver(leases.getLast()));

        assertThat(outbox.row(1).state()).isEqualTo("parked");
        assertThat(outbox.lease()).isEmpty();
    }

    private List<String> missing() {
        return outbox.texts("SELECT digest || ' asked ' || asked || ' next ' || ask_at FROM missing_artifact");
    }

    /** Adds a deployment whose row has asked for its artifact and is parked. */
    private void await(String name, int build) {
        outbox.commit(running(name, build));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Park(lease, ParkReason.ATTESTATION, SOON, "404"));
    }
}
