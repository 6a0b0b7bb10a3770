package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.ReadmeTable;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of metrics is what a scrape has, and all of it. */
class ReadmeMetricsTest {
    @Test
    void everyMetricIsThereAndNoOther(@TempDir Path folder) throws Exception {
        Set<String> written = ReadmeTable.rows("metric").stream()
                .flatMap(row -> ReadmeTable.code(row.getFirst()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        try (var operatorFixture = new OperatorFixture(folder)) {
            System.gc();
            await().until(() -> !operatorFixture.samples().names("jvm_gc_pause").isEmpty());
            Samples samples = operatorFixture.samples();

            for (String metric : written) {
                assertThat(samples.names(name(metric)))
                        .describedAs(metric + ", which the README has")
                        .isNotEmpty();
            }
            assertThat(samples.names("deptracker_").stream()
                            .map(ReadmeMetricsTest::withoutPart)
                            .collect(Collectors.toSet()))
                    .isEqualTo(written.stream()
                            .map(ReadmeMetricsTest::name)
                            .filter(name -> name.startsWith("deptracker_"))
                            .collect(Collectors.toSet()));
        }
    }

    /** Without its labels, or the star that stands for many. */
    private static String name(String metric) {
        return metric.replaceAll("\\{.*|\\*$", "");
    }

    /** A histogram is written once. */
    private static String withoutPart(String sample) {
        return sample.contains("_timer_") ? sample.replaceAll("_(bucket|count|sum|max)$", "") : sample;
    }
}
