package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.oneOf;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** Any image reference and any deployment name is read or rejected, and nothing else happens. */
class ImagePropertyTest {
    private static final int CASES = 10_000;
    private static final String HEX = "0123456789abcdef".repeat(4);

    private static final List<String> WORDS = List.of(
            "",
            "/",
            ":",
            "@",
            "//",
            "docker://",
            "docker-pullable://",
            "sha256:",
            "sha512:",
            HEX,
            HEX.toUpperCase(Locale.ROOT),
            "localhost:5000",
            "ghcr.io/acme/shop",
            "v1.2.3",
            "\n",
            "\0",
            "$1",
            "\\",
            "{{",
            "}}",
            "{{namespace}}",
            "{{deploymentName}}",
            "{{containerName}}",
            "{{unknown}}",
            "é",
            "\ud800");

    private static final Gen<String> TEXTS = oneOf(
                    strings().allPossible().ofLengthBetween(0, 40),
                    lists().of(pick(WORDS)).ofSizeBetween(0, 6).map(words -> String.join("", words)))
            .describedAs(ImagePropertyTest::escaped);

    @Test
    void anyReferenceIsTakenApartWithNothingAdded() {
        qt().withExamples(CASES).forAll(TEXTS).checkAssert(text -> {
            var image = ImageReference.parse(text);
            assertThat(image.name()).doesNotContain("@");
            assertThat(text).startsWith(image.tag() == null ? image.name() : image.name() + ":" + image.tag());
            if (image.tag() != null) {
                assertThat(image.tag()).isNotEmpty().doesNotContain("/", ":", "@");
            }
        });
    }

    @Test
    void aDigestIsFoundOnlyWhereItStandsWhole() {
        qt().withExamples(CASES)
                .forAll(TEXTS)
                .checkAssert(text -> Digest.fromImageId(text)
                        .ifPresent(digest ->
                                assertThat(text).endsWith(digest.value()).matches("(?s)[^@]+@sha256:[a-f0-9]{64}")));
    }

    @Test
    void aTemplateIsRefusedWithAWordOrNamesWithWhatItIsGiven() {
        qt().withExamples(CASES).forAll(TEXTS, TEXTS, TEXTS).checkAssert((template, namespace, container) -> {
            NameTemplate parsed;
            try {
                parsed = NameTemplate.parse(template);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("placeholder");
                return;
            }
            String name = parsed.render(new Workload(namespace, "apps", "Deployment", "web"), container);
            String plain = template.replace("{{namespace}}", "").replace("{{deploymentName}}", "");
            assertThat(name.length())
                    .isGreaterThanOrEqualTo(
                            plain.replace("{{containerName}}", "").length());
            if (template.contains("{{namespace}}")) {
                assertThat(name).contains(namespace);
            }
            if (template.contains("{{containerName}}")) {
                assertThat(name).contains(container);
            }
        });
    }

    /** Escapes characters that are not allowed in a report and would cut it off. */
    private static String escaped(Object value) {
        return value.toString()
                .codePoints()
                .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "<%x>".formatted(c))
                .collect(Collectors.joining());
    }
}
