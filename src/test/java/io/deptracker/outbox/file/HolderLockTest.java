package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.outbox.Outbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HolderLockTest {
    private static final String THIS_PROCESS =
            "is in use by process " + ProcessHandle.current().pid();

    @Test
    void refusesASecondControllerInTheSameProcess(@TempDir Path folder) {
        Path path = folder.resolve("outbox.db");
        try (OutboxFile first = Outbox.open(path)) {
            assertRefused(path, THIS_PROCESS);
            first.ping();
        }
        Outbox.open(path).close();
    }

    @Test
    void refusesAControllerInAnotherProcessEvenAfterARefusalInThisOne(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("outbox.db");
        try (OutboxFile first = Outbox.open(path)) {
            assertRefused(path, THIS_PROCESS);

            Process child = OpenInChild.start(path);

            assertThat(OpenInChild.said(child)).contains(path.toString(), THIS_PROCESS, "only one controller");
            assertThat(child.waitFor()).isZero();
            first.ping();
        }
    }

    @Test
    void isFreeOnceItsHolderIsKilled(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("outbox.db");
        Process child = OpenInChild.start(path);
        try {
            assertThat(OpenInChild.said(child)).startsWith(OpenInChild.OPENED);
            assertRefused(path, "is in use by process " + child.pid());
        } finally {
            child.destroyForcibly().waitFor();
        }

        Outbox.open(path).close();
    }

    private static void assertRefused(Path path, String why) {
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> Outbox.open(path))
                .withMessageContaining(path.toString())
                .withMessageContaining(why);
    }
}
