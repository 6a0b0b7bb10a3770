package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A file of any content either opens, perhaps after a corrupt one is moved aside, or is rejected and left unchanged. An input
 * consists of a digit, two bytes for the position in a sound file, and the bytes to write there.
 */
class OutboxFileFuzzTest {
    private static final int START = 3;

    @FuzzTest(maxDuration = "1m")
    void everyFileIsOpenedOrRefused(byte[] input) throws IOException {
        if (input.length < START) {
            return;
        }
        Path folder = Files.createTempDirectory("outbox");
        try {
            Path path = folder.resolve("outbox.db");
            try (var outbox = new TestOutbox(folder)) {
                outbox.commit(Fixtures.running("web", 1));
            }
            Files.write(path, corrupted(Files.readAllBytes(path), input));
            if ((input[0] & 2) != 0) {
                Files.delete(folder.resolve("outbox.db.lock"));
            }
            openOrRefuse(path);
        } finally {
            delete(folder);
        }
    }

    private static byte[] corrupted(byte[] sound, byte[] input) {
        boolean alone = (input[0] & 1) != 0;
        int at = alone ? 0 : (((input[1] & 0xff) << 8) | (input[2] & 0xff)) % sound.length;
        byte[] corrupted = alone ? new byte[input.length - START] : sound;
        System.arraycopy(input, START, corrupted, at, Math.min(input.length - START, corrupted.length - at));
        return corrupted;
    }

    private static void openOrRefuse(Path path) throws IOException {
        byte[] before = Files.readAllBytes(path);
        try (OutboxFile file = Outbox.open(path)) {
            file.ping();
        } catch (OutboxException refused) {
            assertThat(refused.getMessage()).contains(path.toString());
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
