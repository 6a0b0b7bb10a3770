package io.deptracker.outbox;

import io.deptracker.outbox.file.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The digests for which GitHub has no artifact, in one transaction. All rows of such a digest wait for the response to one of
 * them. A response is stored once, however many rows wait. Used by one thread.
 */
public final class MissingArtifacts {
    /** The due time of a row that waits for an artifact: it never becomes due by itself. In the schema since version 6. */
    public static final Instant NO_TIME_OF_ITS_OWN = Instant.parse("9999-12-31T23:59:59Z");

    /** The delay until another row asks if the first one has not: it may have been superseded or discarded. */
    private static final Duration NEXT_ASKER = Duration.ofMinutes(10);

    /** Rows per statement: few enough that other transactions do not wait long. */
    private static final int STEP = 1000;

    private final Tx tx;
    private final Instant now;
    private final Set<String> recorded = new HashSet<>();
    private final Map<String, Boolean> known = new HashMap<>();

    MissingArtifacts(Tx tx, Instant now) {
        this.tx = tx;
        this.now = now;
    }

    /** Makes one row due for each digest that is to be asked for by now. */
    void letAsk() {
        for (String digest : tx.list(DeliverySql.DUE_TO_ASK, row -> row.getString(1), now, STEP)) {
            if (tx.update(DeliverySql.OLDEST_ASKS, now, digest) > 0) {
                tx.update(DeliverySql.ASK_AT, now.plus(NEXT_ASKER), digest);
            } else {
                tx.update(DeliverySql.FOUND, digest);
            }
        }
    }

    /** Parks rows of a missing digest that have not asked, up to one step; returns their number. */
    int parkUnasked(String digest) {
        return tx.update(DeliverySql.PARK_UNASKED, NO_TIME_OF_ITS_OWN, now, digest, STEP);
    }

    /** Stores that GitHub has no artifact of the digest, once per transaction: a batch may contain many rows of it. */
    void missing(String digest, Instant askAt) {
        if (recorded.add(digest)) {
            tx.update(DeliverySql.MISSING, digest, now, askAt);
        }
    }

    /**
     * Gives up rows that have waited since the given instant or longer; the others continue to wait.
     *
     * @return the number of rows given up
     */
    int giveUp(String digest, Transition.Others others, String error) {
        int givenUp = tx.update(DeliverySql.GIVE_UP_DIGEST, now, error, digest, others.waitingSince());
        missing(digest, others.dueAt());
        forgetUnwanted(digest);
        return givenUp;
    }

    /** Removes a digest for which no row waits any more: the next row asks at once. */
    void forgetUnwanted(String digest) {
        tx.update(DeliverySql.FORGET_UNWANTED, digest);
    }

    /** Makes rows due that waited for an artifact or were given up, after GitHub accepted its digest. */
    void found(String digest) {
        if (!recorded.add(digest)) {
            return;
        }
        if (isAny(DeliverySql.ANY_MISSING) && tx.update(DeliverySql.FOUND, digest) > 0) {
            tx.update(DeliverySql.RELEASE_DIGEST, now, digest);
        }
        if (isAny(DeliverySql.ANY_UNATTESTED)) {
            tx.update(DeliverySql.RELEASE_UNATTESTED, now, digest);
        }
    }

    /** Runs the query once per transaction: usually there are no such rows, and a batch has many digests. */
    private boolean isAny(String sql) {
        return known.computeIfAbsent(sql, _ -> tx.number(sql) > 0);
    }
}
