package io.deptracker.outbox;

import java.time.Instant;

/** The ways a lease may be settled, and where they lead when nothing newer is owed. */
enum SettlingCase {
    DELIVER("delivered") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Deliver(lease);
        }
    },
    HAND_BACK("pending") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.HandBack(lease, later, null, MET);
        }
    },
    RETRY("pending") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Retry(lease, later, null, MET, true);
        }
    },
    RETRY_UNCHARGED("pending") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Retry(lease, later, null, MET, false);
        }
    },
    AWAIT_ATTESTATION("parked") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Park(lease, ParkReason.ATTESTATION, later, MET);
        }
    },
    AWAIT_PERMISSION("parked") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Park(lease, ParkReason.PERMISSION, later, MET);
        }
    },
    GIVE_UP_ATTESTATION("unattested") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.GiveUp(lease, MET, null);
        }
    },
    BURY("dead") {
        @Override
        Transition of(Lease lease, Instant later) {
            return new Transition.Bury(lease, MET, false);
        }
    };

    static final String MET = "what was met";

    final String leadsTo;

    SettlingCase(String leadsTo) {
        this.leadsTo = leadsTo;
    }

    abstract Transition of(Lease lease, Instant later);
}
