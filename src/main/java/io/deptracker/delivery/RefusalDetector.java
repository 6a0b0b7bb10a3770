package io.deptracker.delivery;

import io.deptracker.delivery.CallResult.Refused;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector of refusals that concern all records: many in a row without an acceptance in between. Used under the
 * gate's lock.
 */
final class RefusalDetector {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalDetector.class);

    /** Calls for so many different images; before anything was accepted, so many calls. */
    private static final int ENOUGH = 3;

    /** So many different images of one or more batches: a few may well belong to one repository. */
    private static final int ENOUGH_OF_BATCHES = 10;

    /**
     * Images that were built elsewhere are unknown too and may well come first in a new cluster, but a missing
     * permission has the same response.
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

    /** Returns whether there were refusals and GitHub only found no artifacts. */
    boolean areUnknownOnly() {
        return unknown > 0 && denied == 0;
    }

    /** Returns whether one more refusal of that kind would prove nothing new. */
    boolean haveSeen(boolean ofUnknown) {
        return ofUnknown ? unknown > 0 : denied > 1;
    }

    /** Returns whether the refusals concern all records. */
    boolean areAboutAll(boolean everAccepted) {
        return unknown >= ENOUGH_UNKNOWN
                || all.size() >= ENOUGH_OF_BATCHES
                || (everAccepted ? first.size() : denied) >= ENOUGH;
    }
}
