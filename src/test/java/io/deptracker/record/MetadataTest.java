package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    /** One character outside the first plane: two Java chars, four bytes in UTF-8. */
    private static final String WHALE = "\uD83D\uDC33";

    @Test
    void takesFiveTagsAndNoMore() {
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            tags.put("key" + i, "value");
        }
        assertThat(new Metadata(tags, Set.of(), null).tags()).hasSize(5);

        tags.put("key5", "value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Metadata(tags, Set.of(), null))
                .withMessageContaining("6 tags");
    }

    @Test
    void countsCharactersAndNotBytes() {
        assertThat(Metadata.isTag(WHALE.repeat(100), WHALE.repeat(100))).isTrue();
        assertThat(Metadata.isTag(WHALE.repeat(101), "v")).isFalse();
        assertThat(Metadata.isTag("k", WHALE.repeat(101))).isFalse();
    }

    @Test
    void takesAnEmptyValueButNoEmptyKey() {
        assertThat(Metadata.isTag("k", "")).isTrue();
        assertThat(Metadata.isTag("", "v")).isFalse();
    }

    @Test
    void refusesATagThatGitHubWouldRefuse() {
        Map<String, String> tags = Map.of("k".repeat(101), "v");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Metadata(tags, Set.of(), null))
                .withMessageContaining("too long");
    }

    @Test
    void isEqualWhateverTheOrderItWasGatheredIn() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("b", "2");
        tags.put("a", "1");
        Set<RuntimeRisk> risks =
                new LinkedHashSet<>(List.of(RuntimeRisk.SENSITIVE_DATA, RuntimeRisk.CRITICAL_RESOURCE));

        var metadata = new Metadata(tags, risks, null);

        assertThat(metadata)
                .isEqualTo(new Metadata(
                        Map.of("a", "1", "b", "2"),
                        Set.of(RuntimeRisk.CRITICAL_RESOURCE, RuntimeRisk.SENSITIVE_DATA),
                        null));
        assertThat(metadata.tags().keySet()).containsExactly("a", "b");
        assertThat(metadata.runtimeRisks()).containsExactly(RuntimeRisk.CRITICAL_RESOURCE, RuntimeRisk.SENSITIVE_DATA);
    }

    @Test
    void doesNotChangeWithWhatItWasMadeOf() {
        Map<String, String> tags = new HashMap<>(Map.of("a", "1"));
        var metadata = new Metadata(tags, Set.of(), null);

        tags.put("b", "2");

        assertThat(metadata.tags()).containsOnlyKeys("a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> metadata.tags().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "acme/web", "web shop", "wéb", "web\n"})
    void refusesWhatIsNoRepositorysName(String name) {
        assertThat(Metadata.isRepositoryName(name)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Metadata(Map.of(), Set.of(), name))
                .withMessageContaining("not a valid repository name");
    }

    @Test
    void takesARepositorysNameOfUpToAHundredCharacters() {
        assertThat(Metadata.isRepositoryName("Web-shop_2.0")).isTrue();
        assertThat(Metadata.isRepositoryName("w".repeat(100))).isTrue();
        assertThat(Metadata.isRepositoryName("w".repeat(101))).isFalse();
    }
}
