package io.deptracker.delivery;

import io.deptracker.delivery.CallResult.Refused;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refusals in a row, without an acceptance between: so many of them are about all records. Used under the gate's lock. */
final class RefusalDetector {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalDetector.class);

    /** Calls for so many different images; with nothing ever accepted, so many calls. */
    private static final int ENOUGH = 3;

    /** So many different images of a batch or several: a few may well belong to one repository. */
    private static final int ENOUGH_OF_BATCHES = 10;

    /**
     * Images that were built elsewhere are unknown too, and may well come first in a new cluster; but the answer is also that to
     * a missing permission.
     */
    private static final int ENOUGH_UNKNOWN = 8;

    private final Set<String> first = new HashSet<>();
    private final Set<String> all = new HashSet<>();
    private int denied;
    private int unknown;

    void add(Refused refused) {
        if (refused.unknown()) {
            unknown++;
            if (unknown == 1) {
                LOG.atWarn()
                        .addKeyValue("detail", refused.detail())
                        .log("GitHub knows none of these artifacts and has never accepted a record;"
                                + " the permission 'Artifact metadata: write' may be missing");
            }
        } else {
            denied++;
            first.add(refused.subjects().getFirst());
            all.addAll(refused.subjects());
        }
    }

    void clear() {
        first.clear();
        all.clear();
        denied = 0;
        unknown = 0;
    }

    /** Returns whether there were some, and GitHub only found no artifacts. */
    boolean areUnknownOnly() {
        return unknown > 0 && denied == 0;
    }

    /** Returns whether one more of that kind would show nothing new. */
    boolean haveSeen(boolean ofUnknown) {
        return ofUnknown ? unknown > 0 : denied > 1;
    }

    /** Returns whether they are about all records. */
    boolean areAboutAll(boolean everAccepted) {
        return unknown >= ENOUGH_UNKNOWN
                || all.size() >= ENOUGH_OF_BATCHES
                || (everAccepted ? first.size() : denied) >= ENOUGH;
    }
}
