package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.cluster.WorkloadView.Member;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Digest;
import io.deptracker.record.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of a Job's pods determines the record once none runs any more. */
class EndedPodsTest {
    private static final Workload JOB = new Workload("shop", "batch", "Job", "import");
    private static final Digest OLD = new Digest("sha256:" + "a".repeat(64));
    private static final Digest NEW = new Digest("sha256:" + "b".repeat(64));

    private final Selection selection = new Selection(
            DefaultTracking.NAMING, DefaultTracking.EVERYTHING, new SkippedContainers(new SimpleMeterRegistry()));

    @Test
    void theNewestThatKnowsADigestCounts() {
        assertThat(digests(ended(1, OLD), ended(2, NEW))).containsExactly(NEW);
        assertThat(digests(ended(1, OLD), ended(2, null))).containsExactly(OLD);
        assertThat(digests(ended(2, null), ended(3, null), ended(1, OLD))).containsExactly(OLD);
    }

    @Test
    void whereNoneKnowsADigestWhatWasSaidStays() {
        DesiredState desired = desired(ended(1, null), ended(2, null));
        assertThat(desired.records()).isEmpty();
        assertThat(desired.kept()).containsExactly("shop/import/app");
    }

    @Test
    void onePodThatRunsCountsMore() {
        assertThat(digests(pod(1, Phase.RUNNING, OLD), ended(2, NEW))).containsExactly(OLD);
    }

    private List<Digest> digests(Member... members) {
        return desired(members).records().stream()
                .map(record -> record.artifact().digest())
                .toList();
    }

    private DesiredState desired(Member... members) {
        return selection.desired(new WorkloadView(JOB, true, false, List.of(members)));
    }

    private static Member ended(int second, @Nullable Digest digest) {
        return pod(second, Phase.ENDED, digest);
    }

    private static Member pod(int second, Phase phase, @Nullable Digest digest) {
        var pod = new PodState(
                "shop",
                "import-" + second,
                new OwnerRef("batch", "Job", "import"),
                null,
                "2026-03-01T10:00:0%dZ".formatted(second),
                phase,
                List.of(new Container("app", "ghcr.io/acme/import:v1", digest)),
                Map.of());
        return new Member(pod, 0, List.of(Map.of()));
    }
}
