package io.deptracker.outbox.file;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A check whether the program can read a row recovered from a corrupt file. Called on the thread that opens the file. */
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
