package io.deptracker.demo;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Read access to the tracker's file while the tracker runs. */
final class DemoOutbox {
    private final String url;

    DemoOutbox(Path file) {
        this.url = "jdbc:sqlite:file:" + file + "?mode=ro";
    }

    /** Returns the backlog, a line for each row. */
    List<String> backlog() {
        return lines("""
                SELECT printf('%-8s %-14s  %-22s  %s', state, status, deployment_name, image) FROM backlog""");
    }

    /** Returns the number of rows in each state. */
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
            throw new DemoException("cannot read the outbox: " + unreadable.getMessage());
        }
    }
}
