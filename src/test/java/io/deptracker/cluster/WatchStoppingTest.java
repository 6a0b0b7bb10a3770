package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The number of watches is requested during a stop, as a scrape of the metrics may do: after fabric8 has dropped the
 * future of a watch and before it has closed it, where it logs that it stops.
 */
class WatchStoppingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ALL = Kind.values().length + 2;

    private final Logger reflector =
            (Logger) LoggerFactory.getLogger("io.fabric8.kubernetes.client.informers.impl.cache.Reflector");
    private final ApiServerStandIn server = new ApiServerStandIn();
    private final AskingInBetween asking = new AskingInBetween();
    private KubernetesClient client;
    private Informers informers;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        client = KubernetesAccess.connect(Optional.of(server.kubeconfig(folder)), Map.of());
        informers = DefaultTracking.informers(client, new ClusterState((workload, cause) -> {}));
        informers.start(PATIENCE);
        await().atMost(PATIENCE).until(() -> informers.watching() == ALL);
        informers.supervise(Instant.EPOCH);
        reflector.setLevel(Level.DEBUG);
        reflector.setAdditive(false);
        asking.start();
        reflector.addAppender(asking);
    }

    @AfterEach
    void close() {
        reflector.detachAppender(asking);
        reflector.setAdditive(true);
        reflector.setLevel(null);
        informers.close();
        client.close();
        server.close();
    }

    @Test
    void theClientIsClosed() {
        client.close();
        assertCountedDown();
    }

    @Test
    void theInformersAreClosed() {
        informers.close();
        assertCountedDown();
    }

    private void assertCountedDown() {
        await().atMost(PATIENCE).until(() -> asking.answers.size() >= ALL);
        assertThat(asking.failures).isEmpty();
        assertThat(asking.answers).allMatch(watching -> watching < ALL).endsWith(0L);
        assertThat(informers.watching()).isZero();
    }

    private final class AskingInBetween extends AppenderBase<ILoggingEvent> {
        private final List<Long> answers = new CopyOnWriteArrayList<>();
        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getMessage().startsWith("Stopping watcher")) {
                try {
                    informers.notWatching();
                    answers.add(informers.watching());
                } catch (RuntimeException failed) {
                    failures.add(failed);
                    answers.add(-1L);
                }
            }
        }
    }
}
