package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.deptracker.outbox.Outbox;
import io.deptracker.testing.Logged;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start on a file system that several machines may mount warns and continues. */
class NetworkVolumeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"nfs4,true", "CIFS,true", "smb3,true", "fuse.s3fs,true", "ext4,false", "xfs,false", "overlay,false"})
    void isSaidAtTheStart(String type, boolean network) {
        try (var logged = new Logged();
                var file = OutboxOpener.open(
                        folder.resolve("outbox.db"),
                        (_, _) -> {},
                        OpenProgress.Listener.NONE,
                        path -> type,
                        Host.system())) {
            assertThat(file.isOnNetworkVolume()).isEqualTo(network);
            assertThat(logged.texts(Level.WARN))
                    .filteredOn(text -> text.contains("network file system"))
                    .hasSize(network ? 1 : 0);
            file.ping();
        }
    }

    @Test
    void theSystemTellsTheTypeOfADiskOfOneNode() {
        try (var file = Outbox.open(folder.resolve("outbox.db"))) {
            assertThat(file.isOnNetworkVolume()).isFalse();
        }
    }
}
