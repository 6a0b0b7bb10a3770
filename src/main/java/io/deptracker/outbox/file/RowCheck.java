package io.deptracker.outbox.file;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A check whether the program can read a row that was recovered from a corrupt file. */
@FunctionalInterface
public interface RowCheck {
    /**
     * Reads a row as the program does.
     *
     * @param table the table's name
     * @throws RuntimeException if the row is impossible
     * @throws SQLException if its bytes cannot be read
     */
    void check(String table, ResultSet row) throws SQLException;
}
