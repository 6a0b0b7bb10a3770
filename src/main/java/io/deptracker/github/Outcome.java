package io.deptracker.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The meaning of GitHub's response for one record. */
public sealed interface Outcome {
    /** GitHub stored the record. */
    record Accepted() implements Outcome {}

    /** GitHub knows no artifact of that digest, yet. */
    record UnknownArtifact(String detail) implements Outcome {}

    /** The credential may not write to the artifact's repository. */
    record Forbidden(String detail) implements Outcome {}

    /** This request can never succeed. */
    record Rejected(String detail) implements Outcome {}

    /**
     * GitHub rejected the batch as a whole: because of some of its records, or for a reason that is true for all of
     * them.
     *
     * @param detail GitHub's response
     * @param ofEach the outcome of each record if the reason is true for all; null if it can only concern some
     */
    record BatchRejected(String detail, @Nullable Outcome ofEach) implements Outcome {}

    /** The batch was too large or took too long, for GitHub or an intermediary; smaller ones may pass. */
    record Oversized(String detail) implements Outcome {}

    /** A passing fault; the record may or may not have been stored. */
    record TransientFailure(String detail) implements Outcome {}

    /** GitHub rejects the credential: no record can be delivered. */
    record BadCredential(String detail) implements Outcome {}

    /**
     * Calls are limited: no record may be sent before the instant.
     *
     * @param until when the next call may be made
     * @param detail GitHub's response
     */
    record RateLimited(Instant until, String detail) implements Outcome {}

    /** Returns a description for people: one line, no secrets; empty if the record was accepted. */
    default String detail() {
        return "";
    }
}
