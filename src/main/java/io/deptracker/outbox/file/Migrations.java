package io.deptracker.outbox.file;

import io.deptracker.outbox.file.OpenProgress.Phase;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.sqlite.SQLiteDataSource;

/** The schema migrations of an outbox. A file that a newer program wrote is rejected. */
final class Migrations {
    private Migrations() {}

    /** Upgrades an outbox to this program's schema, after copying one of an earlier schema. */
    static void run(Path path, DataSource writer, OpenProgress.Listener progress) {
        Flyway flyway = flyway(writer);
        try {
            MigrationInfoService info = flyway.info();
            refuseNewer(path, info);
            MigrationInfo[] pending = info.pending();
            MigrationInfo current = info.current();
            if (pending.length > 0) {
                if (current != null) {
                    UpgradeCopy.make(path, current.getVersion(), latest(), progress);
                }
                progress.progressed(Phase.MIGRATING, 0, pending.length);
            }
            flyway.migrate();
        } catch (FlywayException failed) {
            throw new OutboxException(
                    "%s: its schema can't be brought up to date: %s".formatted(path, failed.getMessage()), failed);
        }
    }

    /** Rejects an outbox of any other schema than this program's; changes nothing. */
    static void requireCurrent(Path path, DataSource source) {
        try {
            MigrationInfoService info = flyway(source).info();
            refuseNewer(path, info);
            MigrationInfo[] missing = info.pending();
            if (missing.length > 0) {
                throw new OutboxException(("%s has an older schema than this program, which needs %s; "
                                + "start the controller of this version first, it upgrades the file")
                        .formatted(path, missing[missing.length - 1].getVersion()));
            }
        } catch (FlywayException failed) {
            throw new OutboxException("%s: its schema can't be read: %s".formatted(path, failed.getMessage()), failed);
        }
    }

    /** Returns the schema of this program. */
    static MigrationVersion latest() {
        return Latest.VERSION;
    }

    /** Searched once: the migrations of a program do not change while it runs. */
    private static final class Latest {
        static final MigrationVersion VERSION = find();
    }

    private static MigrationVersion find() {
        var nowhere = new SQLiteDataSource();
        nowhere.setUrl("jdbc:sqlite::memory:");
        MigrationInfo[] all = flyway(nowhere).info().pending();
        return all[all.length - 1].getVersion();
    }

    private static Flyway flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load();
    }

    private static void refuseNewer(Path path, MigrationInfoService info) {
        for (MigrationInfo migration : info.applied()) {
            MigrationState state = migration.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new OutboxException(("%s has schema %s, which a newer version of this program wrote; "
                                + "it was left as it is: run that version or a later one")
                        .formatted(path, migration.getVersion()));
            }
        }
    }
}
