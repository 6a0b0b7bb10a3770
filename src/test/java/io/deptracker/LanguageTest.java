package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finds leftovers of words that the section "Language" of CONTRIBUTING.md replaces. It does not judge style. */
class LanguageTest {
    /** In any case, as whole words, in comments, messages and documents. */
    private static final Pattern WORDS = Pattern.compile(
            "(?i)\\b(whoever|whatever|whichever|anew|mend(s|ed|ing)?|meanwhile|says|(is|are|was|were) told"
                    + "|looks? whether|lets? go|torn|can't be had|goes on|go on|nobody|somebody|sees to it|put to rights|in earnest"
                    + "|farewells?|what is owed|comes of|came of|becomes of|became of|it takes to|gives? back|said to be)\\b");

    private static final List<String> ROOTS = List.of(
            "src",
            "docs",
            "deploy",
            "db",
            ".ci",
            ".github",
            "README.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "CHANGELOG.md");

    private static final Pattern TEXT_FILE =
            Pattern.compile(".*\\.(java|md|yaml|yml|tpl|txt|conf|xml|sql|json|properties)|run");

    /** Lines that may contain such a word, by the end of their file's path: a part of the line. */
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "LanguageTest.java", List.of("|", "noBody"),
            "Exchange.java", List.of("BodyPublishers.noBody()"));

    @Test
    void noneOfTheWordsIsLeft() throws Exception {
        var found = new ArrayList<String>();
        for (Path file : files()) {
            List<String> allowed = ALLOWED.entrySet().stream()
                    .filter(entry -> file.endsWith(entry.getKey()))
                    .flatMap(entry -> entry.getValue().stream())
                    .toList();
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (WORDS.matcher(line).find() && allowed.stream().noneMatch(line::contains)) {
                    found.add(file + ":" + number + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        for (String root : ROOTS) {
            try (Stream<Path> below = Files.walk(Path.of(root))) {
                below.filter(Files::isRegularFile)
                        .filter(file ->
                                TEXT_FILE.matcher(file.getFileName().toString()).matches())
                        // What other programs wrote, and migrations, which never change once they are released.
                        .filter(file -> !file.startsWith("src/test/resources") && !file.startsWith("db/migration"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
