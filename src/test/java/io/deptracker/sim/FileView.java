package io.deptracker.sim;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.file.Tx;
import io.deptracker.standin.github.ReceivedRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The outbox of the running process, as the {@link Judge} reads it. */
final class FileView {
    /** Each deployment in the file, with the reason why it differs from GitHub, if it does. */
    private static final String DEPLOYMENTS = """
            SELECT d.deployment_name, d.status, d.name, d.digest, d.version, x.reason, o.digest
            FROM deployment d LEFT JOIN difference x ON x.deployment_id = d.id LEFT JOIN outbox o ON o.id = x.row_id""";

    private static final String LEASED = """
            SELECT d.deployment_name, o.id FROM outbox o JOIN deployment d ON d.id = o.deployment_id
            WHERE o.state = 'leased'""";

    private static final String ATTEMPTS = "SELECT id, attempts FROM outbox WHERE attempts > 0";

    /**
     * A deployment in the file.
     *
     * @param reason why it differs from GitHub; null if it does not
     * @param waitsWith the digest of the row that it waits for; null if it waits for none
     */
    record Deployment(
            String deploymentName,
            String status,
            String name,
            String digest,
            @Nullable String version,
            @Nullable String reason,
            @Nullable String waitsWith) {
        boolean isShown(@Nullable ReceivedRecord record) {
            if (record == null || !record.status().equals("deployed")) {
                return !status.equals("deployed");
            }
            return status.equals("deployed")
                    && record.name().equals(name)
                    && record.digest().equals(digest)
                    && Objects.equals(record.version(), version);
        }
    }

    private final SimulatedDisk disk;
    private final OutboxFile file;

    FileView(OutboxFile file, SimulatedDisk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Returns the leased rows by deployment name. */
    Map<String, Long> leased() {
        var rows = new HashMap<String, Long>();
        this.<Boolean>list(LEASED, row -> {
            if (rows.put(row.getString(1), row.getLong(2)) != null) {
                throw new Violation("two rows leased for " + row.getString(1));
            }
            return true;
        });
        return rows;
    }

    /** Returns the attempts of each row that was charged. */
    Map<Long, Long> attempts() {
        var attempts = new HashMap<Long, Long>();
        this.<Boolean>list(ATTEMPTS, row -> {
            attempts.put(row.getLong(1), row.getLong(2));
            return true;
        });
        return attempts;
    }

    List<Deployment> deployments() {
        return list(
                DEPLOYMENTS,
                row -> new Deployment(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7)));
    }

    long fileBytes() {
        return file.fileBytes();
    }

    long walBytes() {
        return file.walBytes();
    }

    private <T> List<T> list(String sql, Tx.Row<T> row) {
        return disk.unobserved(() -> file.read(tx -> tx.list(sql, row)));
    }
}
