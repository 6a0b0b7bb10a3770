package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.TestPods.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deptracker.cluster.GuardedBody;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The effect of the stand-in on the informers of a real client, and so the client's behaviour on a server's faults. */
class InformersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final ApiServerStandIn server = new ApiServerStandIn();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private KubernetesClient client;

    @BeforeEach
    void connect() throws Exception {
        Config config = Config.fromKubeconfig(server.kubeconfig(folder).toFile());
        config.setWatchReconnectInterval(20);
        config.setRequestRetryBackoffInterval(20);
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(config)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void informerSeesPodsOfAllNamespacesComeChangeAndGo() throws Exception {
        server.put("pods", pod("a", "first"));
        watchedPods();
        assertThat(next()).isEqualTo("added first");
        server.put("pods", pod("b", "second"));
        assertThat(next()).isEqualTo("added second");
        server.put("pods", pod("b", "second", "Running"));
        assertThat(next()).isEqualTo("updated second Running");
        server.delete("pods", "a", "first");
        assertThat(next()).isEqualTo("deleted first");
        assertThat(server.requests()).extracting(Request::verb).containsExactly("list", "watch");
    }

    @Test
    void informerGoesOnAfterItsConnectionBroke() throws Exception {
        watchedPods();
        server.dropWatches();
        server.put("pods", pod("n", "later"));
        assertThat(next()).isEqualTo("added later");
        assertThat(server.requests()).extracting(Request::verb).containsExactly("list", "watch", "watch");
    }

    @Test
    void informerListsAnewWhenItsVersionIsTooOld() throws Exception {
        server.put("pods", pod("n", "web"));
        watchedPods();
        assertThat(next()).isEqualTo("added web");
        server.loseEvents(true);
        server.delete("pods", "n", "web");
        server.loseEvents(false);
        server.compact();
        server.dropWatches();
        assertThat(next()).isEqualTo("deleted web");
        server.awaitRequests(5, PATIENCE);
        assertThat(server.requests())
                .extracting(Request::verb)
                .containsExactly("list", "watch", "watch", "list", "watch");
    }

    @Test
    void informerReadsTextOfAllLanguages() throws Exception {
        watchedPods();
        server.put("pods", pod("n", "web", "é"));
        assertThat(next()).isEqualTo("added web");
        server.put("pods", pod("n", "web", "€😀".repeat(10_000)));
        assertThat(next()).isEqualTo("updated web " + "€😀".repeat(10_000));
    }

    @Test
    void informerStopsForGoodOverAnEventItCannotReadUnlessToldToRetry() throws Exception {
        server.withRawText();
        SharedIndexInformer<Pod> informer = informer();
        started(informer);
        server.awaitWatches("pods", 1, PATIENCE);
        server.put("pods", pod("n", "web", "é"));
        assertThat(next()).isEqualTo("added web");
        server.put("pods", pod("n", "web", "e"));
        assertThatThrownBy(() -> informer.stopped().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(WatcherException.class);

        try (SharedIndexInformer<Pod> patient = informer().exceptionHandler((started, failure) -> true)) {
            started(patient);
            assertThat(next()).isEqualTo("added web");
            server.awaitWatches("pods", 1, PATIENCE);
            server.put("pods", pod("n", "web", "é"));
            assertThat(next()).isEqualTo("updated web é");
            server.put("pods", pod("n", "web", "e"));
            assertThat(next()).isEqualTo("updated web e");
        }
    }

    @Test
    void lostEventsStayLostOnceABookmarkIsPastThem() throws Exception {
        server.put("pods", pod("n", "web"));
        watchedPods();
        assertThat(next()).isEqualTo("added web");
        server.loseEvents(true);
        server.delete("pods", "n", "web");
        server.loseEvents(false);
        server.bookmark();
        server.put("pods", pod("n", "other"));
        assertThat(next()).isEqualTo("added other");
        server.dropWatches();
        server.awaitWatches("pods", 1, PATIENCE);
        server.put("pods", pod("n", "other", "Running"));
        assertThat(next()).isEqualTo("updated other Running");
    }

    /** The client treats a watch that ends at once without an event as one that began too early. */
    @Test
    void informerListsAnewWhenAnEmptyWatchIsClosedAtOnce() throws Exception {
        watchedPods();
        server.closeWatches();
        server.awaitWatches("pods", 1, PATIENCE);
        server.put("pods", pod("n", "web"));
        assertThat(next()).isEqualTo("added web");
    }

    @Test
    void informerThatMayNotListStopsForGoodUnlessToldToRetry() throws Exception {
        server.forbid("pods");
        SharedIndexInformer<Pod> informer = informer();
        assertThatThrownBy(() -> started(informer))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(403));
        await().until(() -> !informer.isRunning());

        try (SharedIndexInformer<Pod> patient = informer().exceptionHandler((started, failure) -> true)) {
            CompletableFuture<Void> start = patient.start().toCompletableFuture();
            server.allow("pods");
            start.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(patient.isRunning()).isTrue();
        }
    }

    @Test
    void informerThatHadStartedOutlivesThatItsRightsAreTaken() throws Exception {
        watchedPods();
        server.forbid("pods");
        server.compact();
        server.dropWatches();
        server.awaitRequests(4, PATIENCE);
        server.allow("pods");
        server.put("pods", pod("n", "web"));
        assertThat(next()).isEqualTo("added web");
    }

    @Test
    void informerThatHadStartedOutlivesAnOutage() throws Exception {
        watchedPods();
        server.failWith(503, Map.of());
        server.dropWatches();
        server.awaitRequests(4, PATIENCE);
        server.recover();
        server.put("pods", pod("n", "web"));
        assertThat(next()).isEqualTo("added web");
    }

    private void watchedPods() throws Exception {
        started(informer());
        server.awaitWatches("pods", 1, PATIENCE);
    }

    private SharedIndexInformer<Pod> informer() {
        return client.pods().inAnyNamespace().runnableInformer(0).addEventHandler(new Recorder());
    }

    private static void started(SharedIndexInformer<Pod> informer) throws Exception {
        informer.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String next() throws InterruptedException {
        return Objects.requireNonNull(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no event came");
    }

    private final class Recorder implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            events.add("added " + pod.getMetadata().getName());
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            events.add("updated " + pod.getMetadata().getName() + " "
                    + pod.getStatus().getPhase());
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            events.add("deleted " + pod.getMetadata().getName());
        }
    }
}
