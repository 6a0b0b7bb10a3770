package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup that ends early leaves no copy that lacks its mark, and nothing that the next one does not remove. */
@Timeout(120)
class KilledBackupTest {
    @TempDir
    Path folder;

    @Test
    void leavesNoCopyWithoutItsMark() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        Path outbox = folder.resolve("outbox.db");
        try (var file = new TestOutbox(folder)) {
            file.commit(Fixtures.many(5000));
        }
        int killedHalfWay = 0;
        for (int i = 0; i < 4; i++) {
            Path copy = copies.resolve("copy-" + i + ".db");
            Process child = OpenInChild.start(BackUpInChild.class, outbox, copy);
            while (child.isAlive() && names(copies, ".outbox-copy-").isEmpty() && !Files.exists(copy)) {
                Thread.onSpinWait();
            }
            // Each time a little later.
            child.waitFor(i * 15L, TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();
            killedHalfWay += Files.exists(copy) ? 0 : 1;
            assertMarkedIfThere(copy);
        }
        assertThat(killedHalfWay).isPositive();
        assertThat(names(copies, ".outbox-copy-")).isNotEmpty();

        Backup.make(outbox, copies.resolve("whole.db"));

        assertThat(names(copies, ".")).isEmpty();
        assertMarkedIfThere(copies.resolve("whole.db"));
        assertThat(copies.resolve("whole.db")).exists();
    }

    @Test
    void thatFailsLeavesNothing() throws Exception {
        Outbox.open(folder.resolve("outbox.db")).close();
        Path nowhere = folder.resolve("nowhere/copy.db");

        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Backup.make(folder.resolve("outbox.db"), nowhere))
                .withMessageContaining("can't be copied to " + nowhere);

        assertThat(nowhere.getParent()).doesNotExist();
        assertThat(names(folder, ".")).isEmpty();
    }

    private static void assertMarkedIfThere(Path copy) throws Exception {
        if (Files.exists(copy)) {
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                    var statement = connection.createStatement();
                    var mark = statement.executeQuery(FileSql.IS_COPY)) {
                assertThat(mark.getInt(1)).isEqualTo(OutboxFile.COPY);
            }
        }
    }

    private static List<String> names(Path folder, String start) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .toList();
        }
    }
}
