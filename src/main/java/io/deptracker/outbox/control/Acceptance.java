package io.deptracker.outbox.control;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The calls that GitHub has accepted so far. A verdict on one row requires that other rows succeed at the same time; this
 * count shows it.
 *
 * @param calls the number of calls in which GitHub accepted records
 * @param lastAt when GitHub last accepted one
 */
public record Acceptance(long calls, Instant lastAt) {
    /** Returns the acceptance after one more call. */
    public static Acceptance after(@Nullable Acceptance before, Instant now) {
        return new Acceptance(before == null ? 1 : before.calls() + 1, now);
    }

    /** Returns the acceptance of a row of its table. */
    public static Acceptance read(ResultSet row) throws SQLException {
        return new Acceptance(row.getLong("calls"), Instant.ofEpochMilli(row.getLong("last_at")));
    }
}
