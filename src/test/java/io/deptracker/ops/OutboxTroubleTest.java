package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a corrupt outbox. */
class OutboxTroubleTest {
    @TempDir
    private Path folder;

    private OperatorFixture operatorFixture;

    @BeforeEach
    void start() throws Exception {
        operatorFixture = new OperatorFixture(folder);
        operatorFixture.cluster.start();
    }

    @AfterEach
    void close() {
        operatorFixture.close();
    }

    @Test
    void aFileThatTearsWhileItIsInUseIsSaidAndAsksForARestart() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema = 1");
            statement.execute("UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'outbox'");
            statement.execute("PRAGMA schema_version = 1000");
        }
        assertThat(operatorFixture.get("/livez").statusCode()).isEqualTo(200);

        assertThatExceptionOfType(OutboxException.class).isThrownBy(this::commit);

        var ready = operatorFixture.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the outbox cannot be written since 2", "SQLITE_CORRUPT");
        var alive = operatorFixture.get("/livez");
        assertThat(alive.statusCode()).isEqualTo(503);
        assertThat(alive.body()).contains("the outbox is corrupt; a restart moves it aside", "SQLITE_CORRUPT");
        assertThat(operatorFixture.samples().values().get("deptracker_outbox_unwritable"))
                .isEqualTo(1.0);
    }

    @Test
    void filesThatWereSetAsideAreCountedUntilTheyAreRemoved() throws Exception {
        assertThat(operatorFixture.samples().values().get("deptracker_outbox_set_aside_files"))
                .isEqualTo(0.0);
        Path aside = Files.createFile(folder.resolve("outbox.db.corrupt-20260301T100000Z"));
        Files.createFile(folder.resolve("outbox.db.corrupt-20260301T100000Z-wal"));
        Files.createFile(folder.resolve("outbox.db.corrupt-20260301T100000Z-shm"));
        assertThat(operatorFixture.samples().values().get("deptracker_outbox_set_aside_files"))
                .isEqualTo(1.0);

        Files.delete(aside);
        Files.delete(folder.resolve("outbox.db.corrupt-20260301T100000Z-wal"));
        Files.delete(folder.resolve("outbox.db.corrupt-20260301T100000Z-shm"));

        assertThat(operatorFixture.samples().values().get("deptracker_outbox_set_aside_files"))
                .isEqualTo(0.0);
    }

    private void commit() {
        var artifact = new Artifact("ghcr.io/acme/shop", new Digest("sha256:" + "a".repeat(64)), "v1");
        operatorFixture.intake.commit(
                List.of(new DesiredState(
                        new Workload("shop", "apps", "Deployment", "web"),
                        new Environment("prod", "", "c"),
                        List.of(new DeploymentRecord("shop/web/app", Status.DEPLOYED, artifact, Metadata.NONE)))),
                _ -> true);
    }
}
