package io.deptracker.outbox;

import java.time.Instant;

/** The ways to settle a lease, and the resulting states if there is no newer row. */
public enum SettlingCase {
    DELIVER("delivered") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Deliver(lease);
        }
    },
    HAND_BACK("pending") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.HandBack(lease, later, null, MET);
        }
    },
    RETRY("pending") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Retry(lease, later, null, MET, true);
        }
    },
    RETRY_UNCHARGED("pending") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Retry(lease, later, null, MET, false);
        }
    },
    AWAIT_ATTESTATION("parked") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Park(lease, ParkReason.ATTESTATION, later, MET);
        }
    },
    AWAIT_PERMISSION("parked") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Park(lease, ParkReason.PERMISSION, later, MET);
        }
    },
    GIVE_UP_ATTESTATION("unattested") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.GiveUp(lease, MET, null);
        }
    },
    BURY("dead") {
        @Override
        public Transition of(Lease lease, Instant later) {
            return new Transition.Bury(lease, MET, false);
        }
    };

    public static final String MET = "what was met";

    public final String leadsTo;

    SettlingCase(String leadsTo) {
        this.leadsTo = leadsTo;
    }

    public abstract Transition of(Lease lease, Instant later);
}
