package io.deptracker.outbox;

/**
 * What a transition did to the file.
 *
 * @param transition what was decided
 * @param result what happened to its row
 * @param othersGivenUp how many other rows of its digest were given up with it
 */
public record AppliedTransition(Transition transition, Result result, int othersGivenUp) {
    /** What happened to the row of a transition. */
    public enum Result {
        /** The row is in the state that was decided. */
        APPLIED,
        /** A newer row of the deployment came during the call, and this one ended as superseded. */
        SUPERSEDED,
        /** The lease had expired and was taken back: the row is as it was. */
        LEASE_LOST
    }
}
