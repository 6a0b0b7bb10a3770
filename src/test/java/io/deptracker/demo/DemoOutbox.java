package io.deptracker.demo;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tracker's file, read beside the running tracker as anyone may. */
final class DemoOutbox {
    private final String url;

    DemoOutbox(Path file) {
        this.url = "jdbc:sqlite:file:" + file + "?mode=ro";
    }

    /** What is owed, a line for each row. */
    List<String> backlog() {
        return lines("""
                SELECT printf('%-8s %-14s  %-22s  %s', state, status, deployment_name, image) FROM backlog""");
    }

    /** How many rows there are of each state. */
    String states() {
        return String.join(", ", lines("""
                SELECT count(*) || ' ' || state FROM outbox GROUP BY state ORDER BY state"""));
    }

    private List<String> lines(String sql) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        } catch (SQLException unreadable) {
            throw new DemoException("the outbox can't be read: " + unreadable.getMessage());
        }
    }
}
