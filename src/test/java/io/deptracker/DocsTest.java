package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The references of the documents exist. */
class DocsTest {
    private static final Path TESTS = Path.of("src/test/java/io/deptracker");
    private static final Pattern TEST = Pattern.compile("`((?:[a-z0-9]+/)*[A-Z]\\w*(?:Test|IT))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern ENTRY =
            Pattern.compile("\\| (?<key>[^|]*[^|\\s-][^|]*)\\|.*| +(?<transition>\\S+ --> \\S+):.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void theTestsThatShowTheGuaranteesAreThere() throws Exception {
        List<String> tests = TEST.matcher(Files.readString(Path.of("docs/guarantees.md")))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(tests)
                .hasSizeGreaterThan(20)
                .allSatisfy(test -> assertThat(TESTS.resolve(test + ".java")).exists());
    }

    @Test
    void theClassesThatTheTestsReadmeNamesAreThere() throws Exception {
        assertThat(Pattern.compile("`((?:[a-z0-9]+/)*[A-Z]\\w+)`")
                        .matcher(Files.readString(Path.of("src/test/README.md")))
                        .results()
                        .map(match -> match.group(1)))
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(TESTS.resolve(name + ".java")).exists());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "docs/architecture.md",
                "docs/state-machine.md",
                "docs/guarantees.md",
                "docs/runbook.md",
                "docs/benchmarks.md",
                "docs/architecture.md",
                "docs/state-machine.md",
                "src/test/README.md",
                "deploy/helm/deployment-tracker/README.md"
            })
    void linksLeadSomewhere(String document) throws Exception {
        Path path = Path.of(document);
        for (MatchResult link : LINK.matcher(Files.readString(path)).results().toList()) {
            Path target = link.group(1).isEmpty() ? path : path.resolveSibling(link.group(1));
            assertThat(target).describedAs(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).describedAs(link.group()).contains(link.group(2));
            }
        }
    }

    @Test
    void everyAlertHasItsPartOfTheRunbook() throws Exception {
        Set<String> anchors = anchors(Path.of("docs/runbook.md"));
        try (Stream<String> lines = Files.lines(Path.of("deploy/monitoring/rules.yaml"))) {
            assertThat(lines.map(String::strip)
                            .filter(line -> line.startsWith("runbook_url: "))
                            .map(line -> line.substring(line.indexOf('#') + 1)))
                    .isNotEmpty()
                    .allSatisfy(anchor -> assertThat(anchors).contains(anchor));
        }
    }

    /** Checks manually edited tables and diagrams: no row and no transition is in them twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/state-machine.md",
                "docs/runbook.md",
                "docs/guarantees.md",
                "deploy/helm/deployment-tracker/README.md"
            })
    void nothingIsListedTwice(String document) throws Exception {
        Set<String> before = new HashSet<>();
        for (String line : Files.readAllLines(Path.of(document))) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                String key = entry.group("key") == null ? entry.group("transition") : entry.group("key");
                assertThat(before.add(key.strip())).as(line).isTrue();
            } else if (!line.startsWith("|")) {
                before.clear();
            }
        }
    }

    /** Returns the anchors that sites make of Markdown headings. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
