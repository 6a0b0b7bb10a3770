package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryVolumeTest {
    private static final Path OUTBOX = Path.of("/var/lib/deployment-tracker/outbox.db");
    private static final String IMAGE = "700 600 0:85 / / ro,relatime master:1 - overlay overlay rw,lowerdir=/a:/b";
    private static final String CLAIM =
            "710 700 8:16 / /var/lib/deployment-tracker rw,relatime - ext4 /dev/sdb rw,discard";
    private static final String LOCAL_PATH =
            "711 700 259:1 /opt/local-path/pvc-1_ns_outbox /var/lib/deployment-tracker rw - ext4 /dev/nvme0n1p1 rw";
    private static final String EMPTY_DIR =
            "712 700 259:1 /var/lib/kubelet/pods/4f1e/volumes/kubernetes.io~empty-dir/outbox"
                    + " /var/lib/deployment-tracker rw,relatime shared:5 - ext4 /dev/nvme0n1p1 rw";
    private static final String MEMORY = "713 700 0:90 / /var/lib/deployment-tracker rw - tmpfs tmpfs rw,size=1g";
    private static final String SIBLING = "714 700 0:91 / /var/lib/deployment tmpfs - tmpfs tmpfs rw";

    @Test
    void theFileSystemOfAContainerEndsWithIt() {
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, SIBLING)))
                .hasValue("the container's own file system, which ends with the container");
    }

    @Test
    void anEmptyDirEndsWithThePod() {
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, EMPTY_DIR)))
                .hasValue("an emptyDir, which ends with the pod");
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, MEMORY))).hasValue("a file system in memory (tmpfs)");
    }

    @Test
    void aVolumeStays() {
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, CLAIM))).isEmpty();
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, LOCAL_PATH))).isEmpty();
        assertThat(TemporaryVolume.of(OUTBOX, List.of("1 0 8:1 / / rw - ext4 /dev/sda1 rw")))
                .isEmpty();
    }

    @Test
    void aFolderOfANodeThatIsAContainerStays() {
        assertThat(TemporaryVolume.of(
                        OUTBOX,
                        List.of(
                                IMAGE,
                                "716 700 0:85 /tmp/hostpath /var/lib/deployment-tracker rw - overlay overlay rw")))
                .isEmpty();
    }

    @Test
    void theLastMountOnAFolderIsTheOneThatIsSeen() {
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, EMPTY_DIR, CLAIM))).isEmpty();
        assertThat(TemporaryVolume.of(OUTBOX, List.of(IMAGE, CLAIM, EMPTY_DIR))).isPresent();
    }

    @Test
    void blanksInAFolderAreEscaped() {
        assertThat(TemporaryVolume.of(
                        Path.of("/my data/outbox.db"),
                        List.of(IMAGE, "715 700 8:16 / /my\\040data rw - ext4 /dev/sdb rw")))
                .isEmpty();
    }

    @Test
    void whatItCannotReadIsNoReasonToWarn(@TempDir Path folder) throws Exception {
        assertThat(TemporaryVolume.of(OUTBOX, List.of("", "odd", "1 2 3 - ext4")))
                .isEmpty();
        assertThat(TemporaryVolume.of(folder.resolve("outbox.db"), folder.resolve("none")))
                .isEmpty();
        Path table = Files.writeString(folder.resolve("mountinfo"), IMAGE + "\n");
        assertThat(TemporaryVolume.of(folder.resolve("outbox.db"), table)).isPresent();
    }
}
