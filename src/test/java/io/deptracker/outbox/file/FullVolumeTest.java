package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full or read-only volumes: small ones mounted by the test, if the system permits it. */
class FullVolumeTest {
    @TempDir
    Path folder;

    @Test
    void anOutboxOnAFullVolumeKeepsWorking() throws Exception {
        assumeMounts();

        assertThat(said(inside("mount -t tmpfs -o size=64m tmpfs \"$0\"", FullVolume.class)))
                .containsExactly(
                        "spare laid up: true",
                        "filled: true",
                        "started on the full volume: [ok]",
                        "filled: true",
                        "committed on the full volume: true",
                        "delivered rows left: [0]",
                        "refused with: true",
                        "fault: true",
                        "owed: true",
                        "sound: [ok]",
                        "fault while still full: true",
                        "fault with room: false",
                        "spare laid up: true",
                        "owed: true",
                        "owed after delivery: 0",
                        "stack traces logged: 0");
    }

    @Test
    void aSecondControllerOnAFullVolumeIsRefusedAndChangesNothing() throws Exception {
        assumeMounts();

        assertThat(said(inside("mount -t tmpfs -o size=64m tmpfs \"$0\"", SecondOnFullVolume.class)))
                .containsExactly(
                        "spare laid up: true",
                        "filled: true",
                        "second refused: true",
                        "nothing changed: true",
                        "filled: true",
                        "started on the full volume without a lock file: [ok]");
    }

    @Test
    void aReadOnlyVolumeIsSaid() throws Exception {
        assumeMounts();
        Outbox.open(folder.resolve("outbox.db")).close();

        assertThat(said(inside("mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"", OpenInChild.class)))
                .singleElement()
                .asString()
                .contains(folder + "/outbox.db", "can't be opened", "Read-only file system", "writable for this user?");
    }

    @Test
    void aFileWithoutPermissionIsSaid() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        // Root ignores permissions unless its capabilities are dropped.
        String command = Files.isReadable(path)
                ? "exec setpriv --bounding-set=-dac_override,-dac_read_search \"$@\""
                : "exec \"$@\"";
        assumeTrue(
                !Files.isReadable(path) || succeeds("setpriv", "--bounding-set=-dac_override", "true"), "no setpriv");

        assertThat(said(new ProcessBuilder(java(List.of("sh", "-c", command, "sh"), OpenInChild.class))))
                .singleElement()
                .asString()
                .contains(path.toString(), "can't be opened", "AccessDenied", "writable for this user?");
    }

    @Test
    void aRowThatIsRefusedIsNoFaultOfTheFile() {
        try (var outbox = new TestOutbox(folder)) {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> outbox.sql("INSERT INTO gate VALUES (2, 'x', 'x', 1, 1, 0)"))
                    .withMessageContaining("SQLITE_CONSTRAINT");

            assertThat(outbox.file().writeFault()).isEmpty();
        }
    }

    @Test
    void aFileThatMayOnlyBeReadIsLeftAsItIs() throws Exception {
        Path path = folder.resolve("outbox.db");
        Outbox.open(path).close();
        Files.delete(folder.resolve("outbox.db.lock"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--------"));
        String command = Files.isWritable(path) ? "exec setpriv --bounding-set=-dac_override \"$@\"" : "exec \"$@\"";
        assumeTrue(
                !Files.isWritable(path) || succeeds("setpriv", "--bounding-set=-dac_override", "true"), "no setpriv");
        FolderState before = FolderState.of(folder);

        assertThat(said(new ProcessBuilder(java(List.of("sh", "-c", command, "sh"), OpenInChild.class))))
                .singleElement()
                .asString()
                .contains(path.toString(), "can't be opened", "AccessDenied", "writable for this user?");

        assertThat(FolderState.of(folder)).isEqualTo(before);
    }

    private static void assumeMounts() throws Exception {
        assumeTrue(succeeds("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /tmp"), "no mounts of one's own here");
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** Returns the command of a program with its own mounts. */
    private ProcessBuilder inside(String mount, Class<?> program) {
        String script = mount + " && exec \"$@\"";
        return new ProcessBuilder(java(List.of("unshare", "-rm", "sh", "-c", script, folder.toString()), program));
    }

    private List<String> java(List<String> before, Class<?> program) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                (program == OpenInChild.class ? folder.resolve("outbox.db") : folder).toString()));
        return command;
    }

    private static List<String> said(ProcessBuilder program) throws Exception {
        Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        // Its log has the same destination.
        return said.lines()
                .filter(line -> !line.matches("\\d\\d:\\d\\d:.*|\\s+.*|.*Exception.*SQL.*|Caused by.*"))
                .toList();
    }
}
