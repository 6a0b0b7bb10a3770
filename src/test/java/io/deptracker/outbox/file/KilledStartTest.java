package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.TestOutbox;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first start is killed while it creates the file: later starts continue from any intermediate state. */
@Timeout(60)
class KilledStartTest {
    private static final int LOG_HEADER = 32;
    private static final int FRAME_HEADER = 24;

    /** The journal that SQLite leaves of an unfinished first transaction: no pages to restore, and zero pages before it. */
    private static final ByteBuffer JOURNAL_OF_A_FIRST_TRANSACTION = ByteBuffer.allocate(512)
            .putLong(0xd9d505f920a163d7L)
            .putInt(0)
            .putInt(7)
            .putInt(0)
            .putInt(512)
            .putInt(4096);

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("outbox.db");
    }

    @Test
    void afterItsVacuumWasSet() throws Exception {
        sql("PRAGMA auto_vacuum = INCREMENTAL");
        assertThat(path).as("it is written at once").isNotEmptyFile();

        assertWorks(folder);
    }

    @Test
    void beforeTheFirstTransactionEnded() throws Exception {
        sql("PRAGMA auto_vacuum = INCREMENTAL", "PRAGMA application_id = " + FileHeader.APPLICATION_ID);
        Files.write(folder.resolve("outbox.db-journal"), JOURNAL_OF_A_FIRST_TRANSACTION.array());

        assertWorks(folder);
    }

    @Test
    void afterAnyPartOfItsSchemaWasWritten() throws Exception {
        Process child = OpenInChild.start(path);
        assertThat(OpenInChild.said(child)).startsWith(OpenInChild.OPENED);
        child.destroyForcibly().waitFor();
        byte[] file = Files.readAllBytes(path);
        byte[] log = Files.readAllBytes(folder.resolve("outbox.db-wal"));
        List<Integer> ends = ends(log);
        assertThat(ends).hasSizeGreaterThan(2);

        for (int end : ends) {
            Path killed = Files.createDirectory(folder.resolve("killed-at-" + end));
            Files.write(killed.resolve("outbox.db"), file);
            Files.write(killed.resolve("outbox.db-wal"), Arrays.copyOf(log, end));
            assertWorks(killed);
        }
    }

    /** Returns where a kill may cut off the log: before each commit's last frame, within it, and after it. */
    private static List<Integer> ends(byte[] log) {
        ByteBuffer words = ByteBuffer.wrap(log);
        int frame = FRAME_HEADER + words.getInt(8);
        var ends = new ArrayList<Integer>();
        for (int at = LOG_HEADER; at + frame <= log.length; at += frame) {
            boolean commit = words.getInt(at + 4) > 0;
            if (commit) {
                ends.addAll(List.of(at, at + frame / 2, at + frame));
            }
        }
        return ends;
    }

    /** Starts twice, since only the second start reveals what the first left unfinished. */
    private static void assertWorks(Path folder) {
        try (var first = new TestOutbox(folder)) {
            first.commit(running("web", 1));
        }
        try (var second = new TestOutbox(folder)) {
            second.deliverAll();
            assertThat(second.brief()).containsExactly("web deployed v1 delivered");
            assertThat(second.texts("PRAGMA auto_vacuum")).as("incremental").containsExactly("2");
            assertThat(second.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(second.texts("SELECT count(*) FROM inventory")).containsExactly("1");
        }
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
