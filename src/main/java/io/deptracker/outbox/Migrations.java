package io.deptracker.outbox;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings an outbox to the schema of this program, and refuses one that a newer program wrote. */
final class Migrations {
    private Migrations() {}

    static void run(Path path, DataSource writer) {
        Flyway flyway = Flyway.configure()
                .dataSource(writer)
                .locations("classpath:db/migration")
                .load();
        try {
            refuseNewer(path, flyway);
            flyway.migrate();
        } catch (FlywayException failed) {
            throw new OutboxException(
                    "%s: its schema can't be brought up to date: %s".formatted(path, failed.getMessage()), failed);
        }
    }

    private static void refuseNewer(Path path, Flyway flyway) {
        for (MigrationInfo migration : flyway.info().applied()) {
            MigrationState state = migration.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new OutboxException(("%s has schema %s, which a newer version of this program wrote; "
                                + "it was left as it is: run that version or a later one")
                        .formatted(path, migration.getVersion()));
            }
        }
    }
}
