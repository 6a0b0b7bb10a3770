package io.deptracker.outbox;

import io.deptracker.outbox.file.OpenProgress;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Status;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The way to the outbox file for the controller that owns it. */
public final class Outbox {
    private Outbox() {}

    /** Opens it without reports of progress; see {@link #open(Path, OpenProgress.Listener)}. */
    public static OutboxFile open(Path path) {
        return open(path, OpenProgress.Listener.NONE);
    }

    /** Opens it, with the rows of deployments and records checked if it is corrupt; see {@link OutboxFile#open}. */
    public static OutboxFile open(Path path, OpenProgress.Listener progress) {
        return OutboxFile.open(path, Outbox::check, progress);
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
                // The small tables hold plain values, which their CHECKs judge.
            }
        }
    }
}
