package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.STAGING;
import static io.deptracker.outbox.Fixtures.digest;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.Status;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many deployments run one image whose attestation comes later: one asks for all of them. */
class AttestationTest {
    private static final Instant SOON = SettableClock.START.plusSeconds(600);

    private TestOutbox outbox;

    @BeforeEach
    void open(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void theOthersOfADigestWaitWithTheOneThatAsked() {
        outbox.commit(running("web", 1), running("api", 1), running("job", 2));
        Lease asked = outbox.queue().lease(1).leases().getFirst();

        outbox.settle(settling -> {
            settling.park(asked, WaitingFor.ATTESTATION, SOON, "404");
            assertThat(settling.parkOthers(digest(1), SOON, "404")).isEqualTo(1);
        });

        assertThat(outbox.brief())
                .containsExactly("web deployed v1 parked", "api deployed v1 parked", "job deployed v2 pending");
        assertThat(outbox.row(2).parkedFor()).isEqualTo("attestation");
        assertThat(outbox.row(2).parkedSince()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.row(2).availableAt()).isEqualTo(SOON);
        assertThat(outbox.row(2).lastError()).isEqualTo("404");
        assertThat(outbox.row(2).parkings()).as("it never asked").isZero();
    }

    @Test
    void waitingWithOthersNeitherShortensAWaitNorStartsItAnew() {
        Instant later = SOON.plusSeconds(3600);
        outbox.commit(running("web", 1), running("api", 1));
        List<Lease> leases = outbox.lease();
        outbox.settle(settling -> {
            settling.park(leases.getFirst(), WaitingFor.ATTESTATION, outbox.clock.instant(), "404");
            settling.park(leases.getLast(), WaitingFor.ATTESTATION, later, "404");
        });
        Row before = outbox.row(2);
        outbox.clock.advance(TestOutbox.MINUTE);

        outbox.settle(settling -> {
            assertThat(settling.parkOthers(digest(1), SOON, "404 again")).isEqualTo(1);
        });

        assertThat(outbox.row(2)).isEqualTo(before);
        assertThat(outbox.row(1).availableAt()).isEqualTo(SOON);
        assertThat(outbox.row(1).parkedSince()).as("not anew").isEqualTo(before.parkedSince());
    }

    @Test
    void whatIsGoneOrWaitsForPermissionDoesNotWaitForAnAttestation() {
        outbox.commit(running("web", 1), running("api", 1));
        outbox.deliverAll();
        outbox.commit(gone("web"));
        Lease farewell = outbox.leaseOne();
        outbox.settle(settling -> settling.handBack(farewell, outbox.clock.instant(), null, null));
        outbox.commit(running("job", 1));
        Lease job = outbox.lease().getLast();
        outbox.settle(settling -> settling.park(job, WaitingFor.PERMISSION, outbox.clock.instant(), "403"));
        outbox.queue().reapAll();

        outbox.settle(settling -> {
            assertThat(settling.parkOthers(digest(1), SOON, "404")).isZero();
        });

        assertThat(outbox.lease()).hasSize(2);
    }

    @Test
    void aNewDeploymentOfADigestThatOthersWaitForIsNotAskedFor() {
        await("web", 1);
        outbox.commit(running("api", 1), running("job", 2));

        Leasing leasing = outbox.queue().lease(10);

        assertThat(leasing.parkedUnasked()).isEqualTo(1);
        assertThat(leasing.leases())
                .extracting(lease -> lease.record().deploymentName())
                .containsExactly("job");
        Row api = outbox.row(2);
        assertThat(api.state()).isEqualTo("parked");
        assertThat(api.availableAt()).isEqualTo(outbox.row(1).availableAt());
        assertThat(api.parkedSince()).isEqualTo(outbox.clock.instant());
        assertThat(api.parkings()).isZero();
    }

    @Test
    void rowsBehindAWholeBatchOfUnaskedOnesGetTheirTurn() {
        await("web", 1);
        outbox.commit(running("a", 1), running("b", 1), running("c", 1), running("d", 1), running("e", 2));

        Leasing leasing = outbox.queue().lease(2);

        assertThat(leasing.parkedUnasked()).isEqualTo(4);
        assertThat(leasing.leases())
                .extracting(lease -> lease.record().deploymentName())
                .containsExactly("e");
    }

    @Test
    void whereAllAreParkedUnaskedNothingIsGiven() {
        await("web", 1);
        outbox.commit(running("api", 1));

        assertThat(outbox.queue().lease(10)).isEqualTo(new Leasing(null, List.of(), 1));
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

        outbox.settle(
                settling -> settling.handBack(probe, outbox.clock.instant().plusSeconds(9), null, "503"));
        assertThat(outbox.leaseOne().rowId()).as("the next one asks").isNotEqualTo(probe.rowId());
    }

    @Test
    void allThatWaitForADigestGoOutOnceOneIsDelivered() {
        await("web", 1);
        outbox.commit(running("api", 1), running("job", 1), running("other", 2));
        outbox.leaseOne();
        outbox.clock.set(SOON);
        Lease probe = outbox.leaseOne();
        outbox.clock.advance(TestOutbox.MINUTE);

        outbox.settle(settling -> settling.deliver(probe));

        assertThat(outbox.row(2).state()).isEqualTo("pending");
        assertThat(outbox.row(2).availableAt()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.row(2).parkedFor()).isNull();
        Leasing leasing = outbox.queue().lease(10);
        assertThat(leasing.environment()).isEqualTo(PRODUCTION);
        assertThat(leasing.leases()).hasSize(2).allMatch(lease -> lease.parking() == null);
    }

    @Test
    void whoGaveUpOnADigestGoesOutOnceAnotherOneIsDelivered() {
        await("web", 1);
        outbox.clock.set(SOON);
        Lease tired = outbox.leaseOne();
        outbox.settle(settling -> settling.giveUpAttestation(tired, "404"));
        outbox.commit(running("api", 1));
        Lease lucky = outbox.leaseOne();

        outbox.settle(settling -> settling.deliver(lucky));

        assertThat(outbox.row(1).state()).isEqualTo("pending");
        assertThat(outbox.leaseOne().record()).isEqualTo(tired.record());
    }

    @Test
    void aDeliveryReleasesNobodyWhoWaitsForPermission() {
        outbox.commit(running("web", 1), running("api", 1));
        List<Lease> leases = outbox.lease();

        outbox.settle(settling -> {
            settling.park(leases.getFirst(), WaitingFor.PERMISSION, SOON, "403");
            settling.deliver(leases.getLast());
        });

        assertThat(outbox.row(1).state()).isEqualTo("parked");
        assertThat(outbox.lease()).isEmpty();
    }

    /** A deployment that has asked for its attestation, and waits. */
    private void await(String name, int build) {
        outbox.commit(running(name, build));
        Lease lease = outbox.leaseOne();
        outbox.settle(settling -> settling.park(lease, WaitingFor.ATTESTATION, SOON, "404"));
    }
}
