package io.deptracker.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All meters of the process and their exposition for a scrape. Safe for many threads. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    /** Kept because the registry refers only weakly to what a gauge reads. */
    private final List<MeterBinder> jvm = List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics(),
            gc);

    private final ExpositionFormats formats = ExpositionFormats.init();

    /**
     * @param version this program's version
     */
    public Metrics(String version) {
        GoTrackerNames.use(registry);
        jvm.forEach(binder -> binder.bindTo(registry));
        // With dots; otherwise it is not recognized as an info and loses the end of its name.
        Gauge.builder("deptracker.build.info", () -> 1)
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .description("Always 1; the labels name the running build")
                .register(registry);
    }

    /** Returns the registry of all meters. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Returns the content type for a scraper that accepts that. */
    String contentType(@Nullable String accept) {
        return writer(accept).getContentType();
    }

    /** Writes every meter. */
    void write(@Nullable String accept, OutputStream out) throws IOException {
        MetricSnapshots snapshots = new MetricSnapshots(registry.getPrometheusRegistry().scrape().stream()
                .map(GoTrackerNames::exposed)
                .toList());
        writer(accept).write(out, snapshots);
    }

    private ExpositionFormatWriter writer(@Nullable String accept) {
        return formats.findWriter(accept);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
