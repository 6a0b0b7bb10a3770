package io.deptracker.outbox;

import io.deptracker.outbox.file.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The digests of which GitHub knows no artifact, within one transaction. All rows of such a digest wait for the answer to one
 * of them, and an answer is noted once, however many rows wait.
 */
public final class MissingArtifacts {
    /** When a row that waits for an artifact is due: never by its own time. In the schema since its version 6. */
    public static final Instant NO_TIME_OF_ITS_OWN = Instant.parse("9999-12-31T23:59:59Z");

    /** When another row asks if the one whose turn it was has not: it may have been superseded or discarded. */
    private static final Duration NEXT_ASKER = Duration.ofMinutes(10);

    /** Rows a statement: few enough that nothing waits for it long. */
    private static final int STEP = 1000;

    private final Tx tx;
    private final Instant now;
    private final Set<String> answered = new HashSet<>();
    private final Map<String, Boolean> known = new HashMap<>();

    MissingArtifacts(Tx tx, Instant now) {
        this.tx = tx;
        this.now = now;
    }

    /** Makes one row of each digest due that is to be asked for by now. */
    void letAsk() {
        for (String digest : tx.list(DeliverySql.DUE_TO_ASK, row -> row.getString(1), now, STEP)) {
            if (tx.update(DeliverySql.OLDEST_ASKS, now, digest) > 0) {
                tx.update(DeliverySql.ASK_AT, now.plus(NEXT_ASKER), digest);
            } else {
                tx.update(DeliverySql.FOUND, digest);
            }
        }
    }

    /** Parks rows of a missing digest that have not asked, a step at a time; returns how many. */
    int parkUnasked(String digest) {
        return tx.update(DeliverySql.PARK_UNASKED, NO_TIME_OF_ITS_OWN, now, digest, STEP);
    }

    /** Notes that GitHub knows no artifact of the digest, once a transaction: a batch may carry many rows of it. */
    void missing(String digest, Instant askAt) {
        if (answered.add(digest)) {
            tx.update(DeliverySql.MISSING, digest, now, askAt);
        }
    }

    /**
     * Ends the wait of rows that have waited since then or longer; the rest goes on waiting.
     *
     * @return how many rows gave up
     */
    int giveUp(String digest, Transition.Others others, String error) {
        int givenUp = tx.update(DeliverySql.GIVE_UP_DIGEST, now, error, digest, others.waitingSince());
        missing(digest, others.dueAt());
        forgetUnwanted(digest);
        return givenUp;
    }

    /** Forgets a digest for which no row waits any more: the next one asks at once. */
    void forgetUnwanted(String digest) {
        tx.update(DeliverySql.FORGET_UNWANTED, digest);
    }

    /** GitHub knows the artifact: makes the rows due that waited for it or had given up. */
    void found(String digest) {
        if (!answered.add(digest)) {
            return;
        }
        if (isAny(DeliverySql.ANY_MISSING) && tx.update(DeliverySql.FOUND, digest) > 0) {
            tx.update(DeliverySql.RELEASE_DIGEST, now, digest);
        }
        if (isAny(DeliverySql.ANY_UNATTESTED)) {
            tx.update(DeliverySql.RELEASE_UNATTESTED, now, digest);
        }
    }

    /** Asks once a transaction: most often there are none, and a batch has many digests. */
    private boolean isAny(String sql) {
        return known.computeIfAbsent(sql, _ -> tx.number(sql) > 0);
    }
}
