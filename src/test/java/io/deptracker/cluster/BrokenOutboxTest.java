package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an unreadable outbox the loop must wait, not spin: it would fill the log and use a whole CPU. */
class BrokenOutboxTest {
    @Test
    void theLoopPausesAfterAFailure(@TempDir Path folder) throws Exception {
        var settings = SettingsReader.read(
                Map.of("ORG", "o", "LOGICAL_ENVIRONMENT", "l", "CLUSTER", "c", "API_TOKEN", "t"), Map.of());
        var outbox = Outbox.open(folder.resolve("outbox.db"));
        outbox.close();
        var beats = new LinkedBlockingQueue<Long>();
        try (var server = new ApiServerStandIn();
                var client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
                var watch = new ClusterController(
                        client,
                        settings,
                        new Intake(outbox, InstantSource.system(), () -> {}),
                        new SimpleMeterRegistry(),
                        InstantSource.system(),
                        () -> beats.add(System.nanoTime()))) {
            // Nothing may be delivered from an outbox that was never compared, so its start does not end.
            Thread starting = Thread.ofPlatform().start(() -> {
                try {
                    watch.start();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            Long first = beats.poll(10, TimeUnit.SECONDS);
            beats.poll(10, TimeUnit.SECONDS);
            Long third = beats.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(third).isNotNull();
            assertThat(Duration.ofNanos(third - first)).isGreaterThan(Duration.ofMillis(900));
            assertThat(starting.isAlive()).isTrue();
            starting.interrupt();
            starting.join();
        }
    }
}
