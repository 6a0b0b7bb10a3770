package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A check of the outbox for corruption and for inconsistencies that its schema cannot prevent. Safe for many threads. */
public final class Verification {
    /** A running controller reaps an expired lease within seconds; one that is older than this is a fault. */
    private static final Duration LEASE_GRACE = Duration.ofHours(1);

    private final OutboxFile file;
    private final InstantSource clock;

    /** Creates a check of an outbox. */
    public Verification(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Returns a text for each fault, all of one snapshot. */
    public List<String> faults() {
        return file.read(tx -> {
            List<String> faults = new ArrayList<>(damage(tx));
            if (!faults.isEmpty()) {
                // Further results from a corrupt file prove nothing.
                return faults;
            }
            faults.addAll(tx.list(OperatorSql.FOREIGN_KEY_CHECK, Verification::dangling));
            faults.addAll(tx.list(OperatorSql.STATUS_DISAGREES, row -> row.getString(1), RowActions.DISCARDED));
            faults.addAll(tx.list(OperatorSql.ACCEPTED_DISAGREES, row -> row.getString(1)));
            faults.addAll(tx.list(OperatorSql.ENVIRONMENT_DISAGREES, row -> row.getString(1)));
            faults.addAll(tx.list(OperatorSql.NOTHING_OWED, row -> row.getString(1)));
            faults.addAll(tx.list(
                    OperatorSql.LEASED_TOO_LONG,
                    row -> row.getString(1),
                    clock.instant().minus(LEASE_GRACE)));
            return faults;
        });
    }

    /** Returns a text for each corruption that SQLite finds in the file. */
    public List<String> damage() {
        return file.read(Verification::damage);
    }

    private static List<String> damage(Tx tx) {
        return tx.list(OperatorSql.QUICK_CHECK, row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .map(line -> "the file is corrupt: " + line)
                .toList();
    }

    private static String dangling(ResultSet row) throws SQLException {
        return "row %s of the table %s refers to a missing row of the table %s"
                .formatted(row.getString("rowid"), row.getString("table"), row.getString("parent"));
    }
}
