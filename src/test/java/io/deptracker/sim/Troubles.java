package io.deptracker.sim;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The digests that GitHub did not know or forbade, and since when it no longer does: their rows wait for a while. */
final class Troubles {
    /** What a row may wait for. Its name is that of the reason in the file. */
    enum Kind {
        ATTESTATION,
        PERMISSION
    }

    /** The longest wait between two tries of a row, with its jitter. */
    private static final Duration LONGEST_PARKING = Duration.ofHours(30);

    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private static final String EVERY_DIGEST = "*";
    private static final long STILL = Long.MAX_VALUE;

    private final SimulatedTime time;
    private long clockSet = Long.MIN_VALUE;
    private final Map<String, Long> ends = new TreeMap<>();

    Troubles(SimulatedTime time) {
        this.time = time;
    }

    /** Notes that the wall clock was set: rows may wait as long again. */
    void clockSet() {
        clockSet = time.nanos();
    }

    void begin(Kind kind, String digest) {
        ends.put(kind + digest, STILL);
    }

    void end(Kind kind, String digest) {
        ends.replace(kind + digest, time.nanos());
    }

    void endAll(Kind kind) {
        ends.replaceAll((key, end) -> key.startsWith(kind.toString()) && end == STILL ? (Long) time.nanos() : end);
    }

    /** Notes the end of a trouble with every digest. */
    void endOfAllDigests(Kind kind) {
        ends.put(kind + EVERY_DIGEST, time.nanos());
    }

    /**
     * Returns whether a record may still wait for that reason.
     *
     * @param revivedAt when all rows were made due, in nanoseconds; negative if they were not
     */
    boolean explain(String reason, String digest, long revivedAt) {
        return switch (reason) {
            case "parked_attestation" -> explain(Kind.ATTESTATION, digest, revivedAt, LONGEST_PARKING);
            // Only an operator, or an acceptance of the same digest, brings it back.
            case "unattested" -> explain(Kind.ATTESTATION, digest, revivedAt, FOR_EVER);
            case "parked_permission" -> explain(Kind.PERMISSION, digest, revivedAt, LONGEST_PARKING);
            default -> false;
        };
    }

    private boolean explain(Kind kind, String digest, long revivedAt, Duration wait) {
        return explains(ends.get(kind + digest), revivedAt, wait)
                || explains(ends.get(kind + EVERY_DIGEST), revivedAt, wait);
    }

    private boolean explains(@Nullable Long end, long revivedAt, Duration wait) {
        if (end == null || end == STILL) {
            return end != null;
        }
        return end > revivedAt && time.nanos() - Math.max(end, clockSet) < wait.toNanos();
    }
}
