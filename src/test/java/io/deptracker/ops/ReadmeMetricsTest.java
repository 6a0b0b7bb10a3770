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

/** The README's table of metrics lists exactly the metrics of a scrape. */
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
                        .describedAs(metric + ", which the README lists")
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

    /** Returns a name without its labels, or without the star that means many. */
    private static String name(String metric) {
        return metric.replaceAll("\\{.*|\\*$", "");
    }

    /** Returns a name without the suffix of a histogram's sample, as a histogram is listed once. */
    private static String withoutPart(String sample) {
        return sample.contains("_timer_") ? sample.replaceAll("_(bucket|count|sum|max)$", "") : sample;
    }
}
