package io.deptracker.outbox;

import io.deptracker.outbox.file.Host;
import io.deptracker.outbox.file.OpenProgress;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Status;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A factory that opens the outbox file for the controller that owns it. */
public final class Outbox {
    private Outbox() {}

    /** Opens the outbox without reporting progress; see {@link #open(Path, OpenProgress.Listener, Host)}. */
    public static OutboxFile open(Path path) {
        return open(path, OpenProgress.Listener.NONE, Host.system());
    }

    /** Opens the outbox; checks the rows of deployments and records if it is corrupt. See {@link OutboxFile#open}. */
    public static OutboxFile open(Path path, OpenProgress.Listener progress, Host host) {
        return OutboxFile.open(path, Outbox::check, progress, host);
    }

    static void check(String table, ResultSet row) throws SQLException {
        switch (table) {
            case "deployment" -> DeploymentRow.read(row);
            case "outbox" ->
                new DeploymentRecord(
                        "any",
                        Status.of(row.getString("status")),
                        DueRow.artifact(row),
                        MetadataJson.read(row.getString("metadata")));
            default -> {
                // The small tables contain plain values, which their CHECK constraints verify.
            }
        }
    }
}
