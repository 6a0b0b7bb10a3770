package io.deptracker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskVolumeTest {
    private static final long GIBIBYTE = 1 << 30;

    @ParameterizedTest
    @CsvSource({"nfs4", "cifs", "fuse.s3fs", "NFS", "9p"})
    void aNetworkFileSystemIsWarnedOf(String type) {
        assertThat(new Volume(Path.of("/data"), type, GIBIBYTE, true).findings())
                .filteredOn(finding -> finding.level() == Finding.Level.WARN)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.text()).contains(type, "locks can't be relied on");
                    assertThat(finding.advice()).contains("ReadWriteOnce");
                });
    }

    @ParameterizedTest
    @CsvSource({"ext4", "xfs", "overlay", "tmpfs", "btrfs", "zfs"})
    void aLocalOneIsWell(String type) {
        assertThat(new Volume(Path.of("/data"), type, GIBIBYTE, true).findings())
                .allMatch(finding -> finding.level() == Finding.Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"99, warn", "19, fail", "101, ok"})
    void littleSpaceIsSaid(long mebibytes, String level) {
        assertThat(new Volume(Path.of("/data"), "ext4", mebibytes << 20, true).findings())
                .last()
                .satisfies(finding -> {
                    assertThat(finding.level()).hasToString(level);
                    assertThat(finding.text()).isEqualTo("/data has %d MiB free".formatted(mebibytes));
                });
    }

    @Test
    void aFolderThatCanNotBeWrittenFails() {
        assertThat(new Volume(Path.of("/data"), "ext4", GIBIBYTE, false).findings())
                .filteredOn(Finding::failed)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).isEqualTo("/data can't be written by this user"));
    }

    @Test
    void theNearestFolderThatIsThereIsLookedAt(@TempDir Path folder) throws Exception {
        assertThat(Volume.of(folder.resolve("deeper/down/outbox.db")).folder()).isEqualTo(folder.toAbsolutePath());
    }
}
