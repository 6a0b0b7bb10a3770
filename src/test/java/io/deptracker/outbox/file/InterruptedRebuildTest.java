package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.TestOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that ended while it replaced a corrupt file: the next one completes the replacement. */
class InterruptedRebuildTest {
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private StoppedOutbox stopped;

    @BeforeEach
    void work() {
        stopped = new StoppedOutbox(folder);
        stopped.work();
    }

    @Test
    void aStartThatEndedBetweenTheTwoNamesIsGoneOnWith() throws Exception {
        Files.copy(stopped.path(), folder.resolve("outbox.db.rebuilt"));
        byte[] corrupt = Corruption.noise(10 * PAGE);
        Files.write(stopped.path(), corrupt);

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("SELECT count(*) FROM deployment"))
                    .containsExactly(String.valueOf(StoppedOutbox.DEPLOYMENTS));
            assertThat(stopped.setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside).hasBinaryContent(corrupt));
        }
        assertThat(folder.resolve("outbox.db.rebuilt")).doesNotExist();
    }

    @Test
    void aStartThatEndedWhileItBuiltIsBegunAnew() throws Exception {
        Files.write(folder.resolve("outbox.db.rebuilding"), Corruption.noise(5000));
        Files.write(folder.resolve("outbox.db.rebuilding-wal"), Corruption.noise(5000));
        Files.write(stopped.path(), Corruption.ZEROED_STRETCH.tear(Files.readAllBytes(stopped.path())));

        try (var outbox = new TestOutbox(folder)) {
            assertThat(outbox.texts("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(outbox.rows()).isNotEmpty();
        }
        assertThat(folder.resolve("outbox.db.rebuilding")).doesNotExist();
    }
}
