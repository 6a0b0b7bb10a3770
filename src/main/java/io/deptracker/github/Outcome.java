package io.deptracker.github;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What GitHub's answer means for one record (github-api: classes of answer). */
public sealed interface Outcome {
    /** Stored. */
    record Accepted() implements Outcome {}

    /** No artifact of that digest is known, yet. */
    record UnknownArtifact(String detail) implements Outcome {}

    /** The credential may not write to the artifact's repository. */
    record Forbidden(String detail) implements Outcome {}

    /** This request can never succeed. */
    record Rejected(String detail) implements Outcome {}

    /**
     * The batch was rejected as a whole: because of some of its records, or because of what is true for all of them.
     *
     * @param detail what GitHub answered
     * @param ofEach what it means for each record if it is true for all of them; null if it can only be about some
     */
    record BatchRejected(String detail, @Nullable Outcome ofEach) implements Outcome {}

    /** The batch was too large or took too long, for GitHub or for something in between; smaller ones may pass. */
    record Oversized(String detail) implements Outcome {}

    /** A fault that passes; the record may or may not have been stored. */
    record TransientFailure(String detail) implements Outcome {}

    /** The credential is bad: no record can go out. */
    record BadCredential(String detail) implements Outcome {}

    /**
     * Too fast: no record may go out before the instant.
     *
     * @param until when the next call may be made
     * @param detail what GitHub said
     */
    record RateLimited(Instant until, String detail) implements Outcome {}

    /** What was met, for people: one line, no secrets; empty where it was accepted. */
    default String detail() {
        return "";
    }
}
