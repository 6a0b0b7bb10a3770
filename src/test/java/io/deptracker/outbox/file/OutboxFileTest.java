package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFileTest {
    @TempDir
    Path folder;

    @Test
    void makesItsFolderAndAFileForItsOwnerAlone() throws Exception {
        Path path = folder.resolve("data/deep/outbox.db");

        try (OutboxFile file = Outbox.open(path)) {
            file.write(tx -> tx.update("DELETE FROM gate"));

            assertThat(file.path()).isEqualTo(path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(path.resolveSibling("outbox.db-wal"))))
                    .isEqualTo("rw-------");
            assertThat(file.fileBytes()).isPositive();
            assertThat(file.walBytes()).isPositive();
        }
    }

    @Test
    void anEmptyFileBecomesAnOutbox() throws Exception {
        Path path = Files.createFile(folder.resolve("outbox.db"));

        try (OutboxFile file = Outbox.open(path)) {
            assertThat(writerPragma(file, "application_id")).isEqualTo(FileHeader.APPLICATION_ID);
        }
    }

    @Test
    void putsEachCommitOnTheDiskAndKeepsTheFileSmall() {
        try (OutboxFile file = Outbox.open(folder.resolve("outbox.db"))) {
            assertThat(file.<String>write(tx -> tx.first("PRAGMA journal_mode", row -> row.getString(1))
                            .orElseThrow()))
                    .isEqualTo("wal");
            assertThat(writerPragma(file, "synchronous")).as("FULL").isEqualTo(2);
            assertThat(writerPragma(file, "auto_vacuum")).as("INCREMENTAL").isEqualTo(2);
            assertThat(writerPragma(file, "foreign_keys")).isEqualTo(1);
        }
    }

    @Test
    void readersCanNotWrite() {
        try (OutboxFile file = Outbox.open(folder.resolve("outbox.db"))) {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> file.read(tx -> tx.update("DELETE FROM gate")))
                    .withMessageContaining("readonly");
            file.ping();
        }
    }

    @Test
    void aReaderSeesOneMomentWhateverIsWrittenMeanwhile() {
        try (var outbox = new TestOutbox(folder)) {
            OutboxFile file = outbox.file();
            long seen = file.<Long>read(tx -> {
                long before = tx.number("SELECT count(*) FROM outbox");
                outbox.commit(running("web", 1));
                return before + tx.number("SELECT count(*) FROM outbox");
            });

            assertThat(seen).isZero();
            assertThat(outbox.rows()).hasSize(1);
        }
    }

    @Test
    void whateverATransactionThrowsUndoesIt() {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(running("web", 1));

            assertThatIllegalStateException()
                    .isThrownBy(() -> outbox.file().write(tx -> {
                        tx.update("DELETE FROM outbox");
                        throw new IllegalStateException("too late");
                    }));
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> outbox.file().write(tx -> {
                        tx.update("DELETE FROM outbox");
                        return tx.update("DELETE FROM nowhere");
                    }))
                    .withMessageContaining(outbox.file().path().toString())
                    .withMessageContaining("no such table");

            assertThat(outbox.rows()).hasSize(1);
        }
    }

    @Test
    void closingWritesTheLogBackIntoTheFile() throws Exception {
        Path path = folder.resolve("outbox.db");
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(100));
            assertThat(outbox.file().walBytes()).isPositive();
        }

        Path log = folder.resolve("outbox.db-wal");
        assertThat(Files.exists(log) ? Files.size(log) : 0L).isZero();
        Files.deleteIfExists(log);
        Path copy = Files.copy(path, folder.resolve("copy.db"));
        try (OutboxFile file = Outbox.open(copy)) {
            assertThat(file.<Long>read(tx -> tx.number("SELECT count(*) FROM outbox")))
                    .isEqualTo(100);
        }
    }

    @Test
    void sizesAreZeroWhereNothingIs() throws Exception {
        Path path = folder.resolve("outbox.db");
        OutboxFile file = Outbox.open(path);
        file.close();
        Files.deleteIfExists(folder.resolve("outbox.db-wal"));
        Files.delete(path);

        assertThat(file.walBytes()).isZero();
        assertThat(file.fileBytes()).isZero();
    }

    private static long writerPragma(OutboxFile file, String pragma) {
        return file.write(tx -> tx.number("PRAGMA " + pragma));
    }
}
