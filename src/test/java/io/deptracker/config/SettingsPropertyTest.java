package io.deptracker.config;

import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.oneOf;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** Settings from any environment are read or rejected, and nothing else happens. */
class SettingsPropertyTest {
    private static final List<String> VARIABLES = Stream.concat(
                    Stream.of(SettingsReader.FILE_VARIABLE),
                    Arrays.stream(Setting.values()).flatMap(setting -> setting.variables().stream()))
            .toList();

    private static final List<Setting> FLAGS = Arrays.stream(Setting.values())
            .filter(setting -> setting.flag() != null)
            .toList();

    /** Words with a meaning in some setting, so that more than the first rejection is reached. */
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "0",
            "1",
            "-1",
            "1e9",
            "NaN",
            "Infinity",
            "5m",
            "9999999d",
            "-1ns",
            "1ms,",
            ",",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "${x}",
            "{{",
            "}}",
            "{{namespace}}",
            "https://",
            "http://",
            "localhost",
            ":",
            "@",
            "/",
            "%",
            "\0",
            "\n",
            "#",
            "include",
            "null",
            "true",
            "é",
            "\ud800");

    private static final Gen<String> TEXTS = oneOf(
            strings().allPossible().ofLengthBetween(0, 20),
            strings().basicLatinAlphabet().ofLengthBetween(0, 20),
            lists().of(pick(WORDS)).ofSizeBetween(0, 4).map(words -> String.join("", words)));

    @Test
    void arbitraryTextsAreRefusedProperly() {
        qt().withExamples(3_000)
                .forAll(texts(VARIABLES.size()), texts(FLAGS.size()))
                .checkAssert((texts, flagTexts) -> {
                    var variables = new HashMap<String, String>();
                    for (int i = 0; i < VARIABLES.size(); i++) {
                        variables.put(VARIABLES.get(i), texts.get(i));
                    }
                    var flags = new HashMap<Setting, String>();
                    for (int i = 0; i < FLAGS.size(); i++) {
                        flags.put(FLAGS.get(i), flagTexts.get(i));
                    }
                    readOrRefuse(variables, flags);
                });
    }

    @Test
    void oneArbitraryTextAmongGoodOnesIsReadOrRefusedProperly() {
        qt().withExamples(3_000)
                .forAll(integers().between(0, VARIABLES.size() - 1), TEXTS.describedAs(SettingsPropertyTest::escaped))
                .checkAssert((index, text) -> readOrRefuse(TestSettings.with(VARIABLES.get(index), text), Map.of()));
    }

    private static Gen<List<String>> texts(int count) {
        return lists().of(TEXTS).ofSize(count).describedAs(SettingsPropertyTest::escaped);
    }

    /** Escapes characters that are not allowed in a report and would cut it off. */
    private static String escaped(Object value) {
        return value.toString()
                .codePoints()
                .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "<%x>".formatted(c))
                .collect(Collectors.joining());
    }

    private static void readOrRefuse(Map<String, String> variables, Map<Setting, String> flags) {
        try {
            SettingsReader.read(variables, flags);
        } catch (SettingsException refused) {
            if (String.valueOf(refused.getMessage()).isBlank()) {
                throw new AssertionError("refused without a word", refused);
            }
        }
    }
}
