package io.deptracker.standin.github;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What GitHub knows of each digest; one that was never mentioned has an attestation and may be written. */
final class Artifacts {
    /** How a record of a digest fares. */
    enum Standing {
        KNOWN,
        UNKNOWN,
        FORBIDDEN,
        POISONED
    }

    private final Map<String, Standing> standings = new ConcurrentHashMap<>();

    private volatile boolean refusedWhole;

    /** Whether a batch of which nothing can be stored is refused as a whole, although it asks for partial success. */
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

    /** Makes the digest known again, unless it stands otherwise than said. */
    void clear(String digest, Standing standing) {
        standings.remove(digest, standing);
    }
}
