package io.deptracker.outbox;

/**
 * The result of applying a transition to the file.
 *
 * @param transition the decision
 * @param result the effect on its row
 * @param othersGivenUp the number of other rows of its digest that were given up with it
 */
public record AppliedTransition(Transition transition, Result result, int othersGivenUp) {
    /** The effect of a transition on its row. */
    public enum Result {
        /** The row is in the decided state. */
        APPLIED,
        /** A newer row of the deployment was added during the call; this one ended as superseded. */
        SUPERSEDED,
        /** The lease had expired and was reaped: the row is unchanged. */
        LEASE_LOST
    }
}
