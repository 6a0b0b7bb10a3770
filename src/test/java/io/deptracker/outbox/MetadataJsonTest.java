package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataJsonTest {

    @Test
    void readsWhatItWrote() {
        var all = new Metadata(
                Map.of("team", "pay\"ments\n", "k", "\uD83D\uDC33", "empty", ""),
                Set.of(RuntimeRisk.INTERNET_EXPOSED, RuntimeRisk.CRITICAL_RESOURCE),
                "shop");
        var tagsOnly = new Metadata(Map.of("k", "v"), Set.of(), null);

        assertThat(MetadataJson.read(MetadataJson.write(all))).isEqualTo(all);
        assertThat(MetadataJson.read(MetadataJson.write(tagsOnly))).isEqualTo(tagsOnly);
        assertThat(MetadataJson.read(MetadataJson.write(Metadata.NONE))).isEqualTo(Metadata.NONE);
    }

    @Test
    void writesPlainWordsInAFixedOrder() {
        var metadata = new Metadata(
                Map.of("b", "2", "a", "1"), Set.of(RuntimeRisk.SENSITIVE_DATA, RuntimeRisk.CRITICAL_RESOURCE), "shop");

        assertThat(MetadataJson.write(metadata)).isEqualTo("""
                {"tags":{"a":"1","b":"2"},"runtime_risks":["critical-resource","sensitive-data"],\
                "github_repository":"shop"}""");
        assertThat(MetadataJson.write(Metadata.NONE)).isEqualTo("{}");
    }

    @Test
    void leavesOutWhatItDoesNotKnow() {
        assertThat(MetadataJson.read("{\"later\":1,\"runtime_risks\":[\"new-risk\",\"sensitive-data\"]}"))
                .isEqualTo(new Metadata(Map.of(), Set.of(RuntimeRisk.SENSITIVE_DATA), null));
    }
}
