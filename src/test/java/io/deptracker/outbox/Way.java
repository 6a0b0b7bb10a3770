package io.deptracker.outbox;

import java.time.Instant;

/** The ways a lease may be settled, and where they lead when nothing newer is owed. */
enum Way {
    DELIVER("delivered") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.deliver(lease);
        }
    },
    HAND_BACK("pending") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.handBack(lease, later, null, MET);
        }
    },
    RETRY("pending") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.retry(lease, later, null, MET);
        }
    },
    AWAIT_ATTESTATION("parked") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.park(lease, WaitingFor.ATTESTATION, later, MET);
        }
    },
    AWAIT_PERMISSION("parked") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.park(lease, WaitingFor.PERMISSION, later, MET);
        }
    },
    GIVE_UP_ATTESTATION("unattested") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.giveUpAttestation(lease, MET);
        }
    },
    BURY("dead") {
        @Override
        void settle(Settling settling, Lease lease, Instant later) {
            settling.bury(lease, MET);
        }
    };

    static final String MET = "what was met";

    final String leadsTo;

    Way(String leadsTo) {
        this.leadsTo = leadsTo;
    }

    abstract void settle(Settling settling, Lease lease, Instant later);
}
