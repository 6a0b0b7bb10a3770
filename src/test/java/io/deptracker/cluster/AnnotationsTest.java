package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.RuntimeRisk;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    private static final String TAG = "metadata.github.com/";
    private static final String RISKS = TAG + "runtime-risks";
    private static final String REPOSITORY = "deptracker.io/github-repository";

    @Test
    void risksAreKeptInTheirOwnWordsAndOthersForgotten() {
        assertThat(kept(Map.of(RISKS, " Sensitive-Data,nonsense,,sensitive-data ,internet-exposed")))
                .containsExactly(Map.entry(RISKS, "sensitive-data,internet-exposed"));
        assertThat(kept(Map.of(RISKS, "nonsense"))).isEmpty();
    }

    @Test
    void valuesOfAnyLengthCostLittle() {
        String huge = "x".repeat(100_000);
        var kept = kept(Map.of(RISKS, huge, TAG + "tag", huge, REPOSITORY, huge, "other.example.com/key", huge));

        assertThat(kept).containsOnlyKeys(REPOSITORY);
        assertThat(kept).extractingByKey(REPOSITORY).asString().hasSizeLessThan(1000);
        assertThat(Annotations.repository(List.of(kept))).isPresent();
    }

    @Test
    void theNearestToThePodWinsAndRisksAddUp() {
        var metadata = Annotations.gather(
                List.of(
                        Map.of(TAG + "team", "payments", RISKS, "internet-exposed"),
                        Map.of(TAG + "team", "platform", TAG + "tier", "gold", RISKS, "sensitive-data")),
                null);

        assertThat(metadata.tags()).containsOnly(Map.entry("team", "payments"), Map.entry("tier", "gold"));
        assertThat(metadata.runtimeRisks())
                .containsExactlyInAnyOrder(RuntimeRisk.INTERNET_EXPOSED, RuntimeRisk.SENSITIVE_DATA);
    }

    @Test
    void fiveTagsAtMostThoseNearestToThePod() {
        Map<String, String> ofOwner =
                IntStream.range(0, 9).boxed().collect(Collectors.toMap(i -> TAG + "a" + i, i -> "owner"));

        var metadata = Annotations.gather(List.of(Map.of(TAG + "z1", "pod", TAG + "z2", "pod"), ofOwner), null);

        assertThat(metadata.tags()).containsOnlyKeys("z1", "z2", "a0", "a1", "a2");
    }

    @Test
    void aRevisionThatIsNoNumberIsNone() {
        assertThat(Annotations.revision(with(Map.of("deployment.kubernetes.io/revision", "7"))))
                .isEqualTo(7);
        assertThat(Annotations.revision(with(Map.of("rollout.argoproj.io/revision", "8"))))
                .isEqualTo(8);
        assertThat(Annotations.revision(with(Map.of("deployment.kubernetes.io/revision", "9".repeat(40)))))
                .isZero();
        assertThat(Annotations.revision(with(Map.of()))).isZero();
    }

    private static Map<String, String> kept(Map<String, String> annotations) {
        return Annotations.kept(with(annotations));
    }

    private static ObjectMeta with(Map<String, String> annotations) {
        return new ObjectMetaBuilder().withAnnotations(annotations).build();
    }
}
