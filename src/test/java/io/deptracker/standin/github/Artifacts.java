package io.deptracker.standin.github;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** GitHub's knowledge of each digest; one that was never mentioned has an attestation and may be written. */
final class Artifacts {
    /** The result for a record of a digest. */
    enum Standing {
        KNOWN,
        UNKNOWN,
        FORBIDDEN,
        POISONED
    }

    private final Map<String, Standing> standings = new ConcurrentHashMap<>();

    private volatile boolean refusedWhole;

    /**
     * Returns whether a batch is rejected as a whole if none of it can be stored, although it requests partial success.
     */
    boolean areRefusedWhole() {
        return refusedWhole;
    }

    void refuseWhole(boolean whole) {
        refusedWhole = whole;
    }

    Standing of(ReceivedRecord record) {
        return of(record.digest());
    }

    Standing of(String digest) {
        return standings.getOrDefault(digest, Standing.KNOWN);
    }

    void set(String digest, Standing standing) {
        standings.put(digest, standing);
    }

    /** Makes the digest known again, unless its standing has changed since. */
    void clear(String digest, Standing standing) {
        standings.remove(digest, standing);
    }
}
