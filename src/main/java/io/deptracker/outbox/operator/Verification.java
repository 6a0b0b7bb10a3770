package io.deptracker.outbox.operator;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Looks for what must not be in an outbox, and what its schema alone can't keep out. */
public final class Verification {
    /** A lease that is over is taken back within seconds while a controller runs. */
    private static final Duration LEASE_GRACE = Duration.ofHours(1);

    private final OutboxFile file;
    private final InstantSource clock;

    public Verification(OutboxFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** What is wrong, one text for each fault; all of one moment. */
    public List<String> faults() {
        return file.read(tx -> {
            List<String> faults = new ArrayList<>(damage(tx));
            if (!faults.isEmpty()) {
                // What else would be read in a damaged file proves nothing.
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

    /** What SQLite itself finds wrong with the file. */
    public List<String> damage() {
        return file.read(Verification::damage);
    }

    private static List<String> damage(Tx tx) {
        return tx.list(OperatorSql.QUICK_CHECK, row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .map(line -> "the file is damaged: " + line)
                .toList();
    }

    private static String dangling(ResultSet row) throws SQLException {
        return "row %s of the table %s belongs to a row of the table %s that is not there"
                .formatted(row.getString("rowid"), row.getString("table"), row.getString("parent"));
    }
}
