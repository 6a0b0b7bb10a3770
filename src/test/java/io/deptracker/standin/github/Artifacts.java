package io.deptracker.standin.github;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** GitHub's knowledge of each digest; one that was never mentioned has an attestation and may be written. */
final class Artifacts {
    /** The result for a record of a digest. */
    enum Knowledge {
        KNOWN,
        UNKNOWN,
        FORBIDDEN,
        POISONED
    }

    private final Map<String, Knowledge> standings = new ConcurrentHashMap<>();

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

    Knowledge of(ReceivedRecord record) {
        return of(record.digest());
    }

    Knowledge of(String digest) {
        return standings.getOrDefault(digest, Knowledge.KNOWN);
    }

    void set(String digest, Knowledge knowledge) {
        standings.put(digest, knowledge);
    }

    /** Makes the digest known again, unless its standing has changed since. */
    void clear(String digest, Knowledge knowledge) {
        standings.remove(digest, knowledge);
    }
}
