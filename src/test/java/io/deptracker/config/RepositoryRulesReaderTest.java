package io.deptracker.config;

import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.RepositoryRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of a settings file that name repositories. */
class RepositoryRulesReaderTest {
    @TempDir
    private Path folder;

    @Test
    void thereAreNoneUnlessAFileHasSome() throws Exception {
        assertThat(read(with()).naming().repositories()).isEqualTo(RepositoryRules.NONE);
    }

    @Test
    void theFirstThatFitsDecides() throws Exception {
        var rules = read(with("CONFIG_FILE", file("""
                { image-prefix = "ghcr.io/acme/web", repository = "web" },
                { image-regex = "ghcr\\\\.io/acme/([^/]+)(/.*)?", repository = "$1" },
                { image-regex = ".*/(?<team>[a-z]+)/.*", repository = "of-${team}" }
                """))).naming().repositories();

        assertThat(rules.repositoryOf("ghcr.io/acme/web-shop")).contains("web");
        assertThat(rules.repositoryOf("ghcr.io/acme/api/server")).contains("api");
        assertThat(rules.repositoryOf("ghcr.io/acme/api")).contains("api");
        assertThat(rules.repositoryOf("quay.io/tools/x")).contains("of-tools");
        assertThat(rules.repositoryOf("nginx")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        repository = "r"                                          | needs either image-prefix or image-regex
        image-prefix = "a", image-regex = "b", repository = "r"   | needs either image-prefix or image-regex
        image-prefix = "a"                                        | repository is missing
        image-regex = "a(", repository = "r"                      | image-regex is not a regular expression: Unclosed group
        image-regex = "(a)", repository = "$2"                    | repository does not fit image-regex: No group 2
        image-regex = "a", repository = "$1"                      | repository does not fit image-regex: No group 1
        image-regex = "(a)", repository = "${b}"                  | repository does not fit image-regex: No group with name {b}
        image-regex = "(a)", repository = "r$"                    | repository does not fit image-regex: Illegal group reference: group index is missing
        """)
    void aRuleThatCanNotWorkIsAFault(String rule, String fault) throws IOException {
        assertThat(faults(with("CONFIG_FILE", file("{ image-prefix = x, repository = x }, { " + rule + " }"))))
                .containsExactly("deptracker.record.github-repositories: rule 2: " + fault);
    }

    @Test
    void aPrefixIsNoPattern() throws Exception {
        var rules = read(with("CONFIG_FILE", file("{ image-prefix = \"a.b\", repository = \"$1\" }")))
                .naming()
                .repositories();

        assertThat(rules.repositoryOf("a.b/c")).contains("$1");
        assertThat(rules.repositoryOf("a-b/c")).isEmpty();
    }

    @Test
    void rulesAreAList() throws IOException {
        Path file = folder.resolve("t.conf");
        Files.writeString(file, "deptracker.record.github-repositories = \"web\"");

        assertThat(faults(with("CONFIG_FILE", file.toString())))
                .containsExactly("deptracker.record.github-repositories: is not a list of rules");
    }

    private String file(String rules) throws IOException {
        Path file = folder.resolve("tracker.conf");
        Files.writeString(file, "deptracker.record.github-repositories = [" + rules + "]");
        return file.toString();
    }
}
