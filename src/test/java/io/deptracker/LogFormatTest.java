package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Text from the cluster may be in a log line, but never makes a line of its own. */
class LogFormatTest {
    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    void textOfOthersStaysWithinItsLine(String format) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=" + LogFormatTest.class.getResource("/logback.xml"),
                        "-Ddeptracker.log.format=" + format,
                        Speaker.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();

        List<String> lines = said.lines().toList();
        assertThat(lines).hasSize(1).first().asString().contains("seen").contains("forged");
        assertThat(lines.getFirst().chars().filter(Character::isISOControl)).isEmpty();
    }

    /** Logs in a process of its own, since a process has one log. */
    static final class Speaker {
        private Speaker() {}

        static void main() {
            LoggerFactory.getLogger(Speaker.class)
                    .atInfo()
                    .addKeyValue("why", "'x\r\n12:00:00.000 ERROR forged\u001b[31m'")
                    .log("seen");
        }
    }
}
