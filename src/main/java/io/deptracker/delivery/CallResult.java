package io.deptracker.delivery;

import io.deptracker.github.Outcome;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import java.time.Instant;
import java.util.List;

/** What a call shows about GitHub as a whole, in addition to the outcome of each record. */
public sealed interface CallResult {
    /** GitHub stored at least one record. */
    record Accepted() implements CallResult {}

    /** GitHub evaluated records and stored none. */
    record Judged() implements CallResult {}

    /**
     * GitHub refused all records, as it does if the credential may not write any.
     *
     * @param subjects the images that were refused, at least one: many different images are no coincidence
     * @param unknown whether GitHub only found no artifacts, which is also its response for images that were built
     *     elsewhere
     */
    record Refused(List<String> subjects, boolean unknown, String detail) implements CallResult {}

    /**
     * A passing fault.
     *
     * @param subject the first image that had it
     */
    record Faulted(String subject, String detail) implements CallResult {}

    /** GitHub refuses the credential, or there is none. */
    record NoCredential(String detail) implements CallResult {}

    /** GitHub requires to wait until that instant. */
    record Limited(Instant until, String detail) implements CallResult {}

    /**
     * Returns what a call shows.
     *
     * @param outcomes the outcomes of its records, at least one
     * @param subjects the image of each
     * @param everAccepted whether GitHub has ever accepted a record; before that, an unknown artifact may be a missing
     *     permission
     */
    static CallResult of(List<Outcome> outcomes, List<String> subjects, boolean everAccepted) {
        if (outcomes.stream().anyMatch(Outcome.Accepted.class::isInstance)) {
            return new Accepted();
        }
        for (Outcome outcome : outcomes) {
            if (outcome instanceof BadCredential bad) {
                return new NoCredential(bad.detail());
            } else if (outcome instanceof RateLimited limited) {
                return new Limited(limited.until(), limited.detail());
            }
        }
        String detail = outcomes.getFirst().detail();
        if (outcomes.stream().allMatch(CallResult::isFault)) {
            return new Faulted(subjects.getFirst(), detail);
        }
        boolean refused = outcomes.stream()
                .allMatch(outcome ->
                        outcome instanceof Forbidden || (outcome instanceof UnknownArtifact && !everAccepted));
        boolean unknown = outcomes.stream().allMatch(UnknownArtifact.class::isInstance);
        return refused ? new Refused(subjects, unknown, detail) : new Judged();
    }

    private static boolean isFault(Outcome outcome) {
        return outcome instanceof TransientFailure || outcome instanceof Oversized;
    }
}
