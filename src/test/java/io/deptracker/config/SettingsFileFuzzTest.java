package io.deptracker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Settings files of any content are read or rejected, with a message that shows no secret. */
class SettingsFileFuzzTest {
    private static final String TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ";
    private static final String PASSWORD = "correct-horse";

    @TempDir
    Path folder;

    @FuzzTest(maxDuration = "1m")
    void everyFileIsReadOrRefused(byte[] input) throws IOException {
        if (new String(input, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("include")) {
            // It could read any file and any address.
            return;
        }
        Path file = Files.write(folder.resolve("tracker.conf"), input);
        try {
            SettingsReader.read(TestSettings.with("CONFIG_FILE", file.toString(), "API_TOKEN", TOKEN), Map.of());
        } catch (SettingsException refused) {
            String message = String.valueOf(refused.getMessage());
            assertThat(message).isNotBlank().doesNotContain(TOKEN);
            // In an unreadable file it is unknown what is secret.
            assertThat(message.lines().filter(line -> line.contains("can't be read")))
                    .allSatisfy(
                            line -> assertThat(line).startsWith("CONFIG_FILE: ").doesNotContain(PASSWORD));
        }
    }
}
