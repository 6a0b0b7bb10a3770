package io.deptracker.outbox.control;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What GitHub has accepted so far. A verdict on one row needs a success of others beside it, and this is where that shows.
 *
 * @param calls how many calls GitHub accepted records in
 * @param lastAt when it did so last
 */
public record Acceptance(long calls, Instant lastAt) {
    /** Returns what it has accepted after one more call. */
    public static Acceptance after(@Nullable Acceptance before, Instant now) {
        return new Acceptance(before == null ? 1 : before.calls() + 1, now);
    }

    public static Acceptance read(ResultSet row) throws SQLException {
        return new Acceptance(row.getLong("calls"), Instant.ofEpochMilli(row.getLong("last_at")));
    }
}
