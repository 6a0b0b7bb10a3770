package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.AppliedTransition.Result;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Others;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The workers of a simulation: the leases that they hold, and those that they lost before they settled them. */
final class SimulatedWorkers {
    private static final List<SettlingCase> WAYS = List.of(SettlingCase.values());

    private final TestOutbox outbox;
    private final RandomGenerator random;
    private final PretendGitHub gitHub;
    private final OutboxInvariants invariants;
    private List<Lease> inFlight = new ArrayList<>();
    private final List<Lease> lost = new ArrayList<>();

    SimulatedWorkers(TestOutbox outbox, RandomGenerator random, PretendGitHub gitHub, OutboxInvariants invariants) {
        this.outbox = outbox;
        this.random = random;
        this.gitHub = gitHub;
        this.invariants = invariants;
    }

    /** One worker dies before or after its call. */
    void crashOne() {
        if (!inFlight.isEmpty()) {
            crash(inFlight.removeFirst());
        }
    }

    /** All workers die before or after their calls. */
    void crashAll() {
        inFlight.forEach(this::crash);
        inFlight.clear();
    }

    /** Settles every leased row as GitHub responds. */
    void settleAll() {
        List<Lease> held = inFlight;
        inFlight = new ArrayList<>();
        held.forEach(lease -> outbox.settle(answer(lease)));
    }

    /** Leases due rows. */
    void lease(int most) {
        List<Lease> leases = outbox.queue().lease(most).leases();
        assertThat(leases).hasSizeLessThanOrEqualTo(most);
        for (Lease lease : leases) {
            assertThat(inFlight).extracting(OutboxInvariants::nameOf).doesNotContain(OutboxInvariants.nameOf(lease));
            invariants.checkLease(lease);
            inFlight.add(lease);
        }
    }

    /** Settles any leased row with any transition. */
    void settleOne() {
        if (inFlight.isEmpty()) {
            return;
        }
        Lease lease = inFlight.remove(random.nextInt(inFlight.size()));
        outbox.settle(
                switch (random.nextInt(10)) {
                    case 0 -> new HandBack(lease, soon(), null, "429");
                    case 1 -> new Park(lease, ParkReason.PERMISSION, soon(), "403");
                    case 2 -> fault(lease);
                    case 3 -> random.nextInt(4) == 0 ? new Bury(lease, "422", false) : fault(lease);
                    default -> answer(lease);
                });
    }

    /** GitHub responds: it has the artifact or not. */
    private Transition answer(Lease lease) {
        if (gitHub.accepts(lease)) {
            invariants.delivered(lease);
            return new Deliver(lease);
        }
        if (lease.record().status() == Status.DECOMMISSIONED) {
            return new GiveUp(lease, "404", null);
        }
        return random.nextInt(8) == 0
                ? new GiveUp(lease, "404", new Others(outbox.clock.instant().minus(Duration.ofHours(2)), soon()))
                : new Park(lease, ParkReason.ATTESTATION, soon(), "404");
    }

    /** A call ends without a response; GitHub may have stored its record. */
    private Transition fault(Lease lease) {
        unclear(lease);
        Integer batchLimit = random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(3));
        return new Retry(lease, soon(), batchLimit, "503", random.nextBoolean());
    }

    private void unclear(Lease lease) {
        if (random.nextInt(3) == 0) {
            gitHub.getsLate(lease);
        } else {
            gitHub.mayHaveGot(lease, random.nextBoolean());
        }
    }

    private void crash(Lease lease) {
        unclear(lease);
        lost.add(lease);
    }

    /** A worker settles a lease that was reaped: nothing may change. */
    void settleLost() {
        Set<String> tokens = Set.copyOf(outbox.texts("SELECT lease_token || id FROM outbox WHERE state = 'leased'"));
        List<Lease> reaped = lost.stream()
                .filter(lease -> !tokens.contains(lease.token() + lease.rowId()))
                .toList();
        if (reaped.isEmpty()) {
            return;
        }
        Lease lease = reaped.get(random.nextInt(reaped.size()));
        SettlingCase settlingCase = WAYS.get(random.nextInt(WAYS.size()));
        List<Row> before = outbox.rows();
        assertThat(outbox.queue().settle(List.of(settlingCase.of(lease, soon()))))
                .extracting(AppliedTransition::result)
                .containsExactly(Result.LEASE_LOST);
        assertThat(outbox.rows()).isEqualTo(before);
    }

    private Instant soon() {
        return outbox.clock.instant().plusSeconds(random.nextInt(1200));
    }
}
