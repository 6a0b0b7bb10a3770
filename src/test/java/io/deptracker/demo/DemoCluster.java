package io.deptracker.demo;

import static io.deptracker.demo.DemoApp.NAMESPACE;

import io.deptracker.standin.cluster.ClientSink;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.Rollout;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The cluster of the demo: an API server in memory, simplified controllers, and a file with the saved state. */
final class DemoCluster implements AutoCloseable {
    // Kept because the log manager itself does not.
    private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");
    private static final long POD_STARTS_IN_MILLIS = 250;

    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
    private final Map<DemoApp, AppState> apps = new EnumMap<>(DemoApp.class);
    private final KubernetesClient client;
    private final MiniCluster cluster;
    private final Path file;

    DemoCluster(Path file) {
        SERVER_LOG.setLevel(Level.WARNING);
        this.file = file;
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = server.createClient();
        cluster = new MiniCluster(new ClientSink(client), Clock.systemUTC());
    }

    /** Restores everything that the saved cluster had. */
    void restore(SavedCluster savedCluster) {
        savedCluster.apps().forEach((demoApp, appState) -> {
            if (appState.present()) {
                create(demoApp, appState);
            }
            apps.put(demoApp, appState);
        });
    }

    /** Saves the cluster's state. */
    void save(boolean finished) {
        try {
            new SavedCluster(finished, apps).write(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes a kubeconfig for the cluster. */
    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: demo
                  cluster:
                    server: %s
                users:
                - name: demo
                  user:
                    token: demo
                contexts:
                - name: demo
                  context:
                    cluster: demo
                    user: demo
                current-context: demo
                """.formatted(url()));
    }

    String url() {
        return "http://%s:%d".formatted(server.getHostName(), server.getPort());
    }

    AppState standing(DemoApp demoApp) {
        return apps.getOrDefault(demoApp, AppState.NEVER);
    }

    /** Returns the image of the version after the present one. */
    String nextImage(DemoApp demoApp) {
        return demoApp.image(standing(demoApp).version() + 1);
    }

    void start(DemoApp demoApp) {
        AppState next = standing(demoApp).next(demoApp.replicas());
        create(demoApp, next);
        changed(demoApp, next);
    }

    /** Replaces the pods one by one by those of the next version. */
    void rollOut(DemoApp demoApp) throws InterruptedException {
        AppState next = standing(demoApp).next(standing(demoApp).replicas());
        if (demoApp.kind().equals("StatefulSet")) {
            cluster.statefulSet(NAMESPACE, demoApp.title(), next.replicas(), demoApp.images(next.version()));
        } else {
            Rollout rollout =
                    cluster.startRollout(NAMESPACE, demoApp.title(), demoApp.title(), demoApp.image(next.version()));
            while (rollout.step()) {
                Thread.sleep(POD_STARTS_IN_MILLIS);
            }
        }
        changed(demoApp, next);
    }

    void scale(DemoApp demoApp, int replicas) {
        cluster.scale(NAMESPACE, demoApp.title(), replicas);
        changed(demoApp, standing(demoApp).scaled(replicas));
    }

    /** Runs the Job of a CronJob to its end. */
    void run(DemoApp demoApp) {
        cluster.runCronJob(NAMESPACE, demoApp.title());
        changed(demoApp, standing(demoApp).scaled(standing(demoApp).replicas() + 1));
    }

    void delete(DemoApp demoApp) {
        cluster.delete(demoApp.kind(), NAMESPACE, demoApp.title(), Propagation.BACKGROUND);
        changed(demoApp, standing(demoApp).deleted());
    }

    int pods() {
        return client.pods().inAnyNamespace().list().getItems().size();
    }

    /** Returns what its pods run, by the names that GitHub should show. */
    Map<String, RunningImage> truth() {
        return RunningImages.read(client);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private void changed(DemoApp demoApp, AppState appState) {
        apps.put(demoApp, appState);
        save(false);
    }

    private void create(DemoApp demoApp, AppState appState) {
        int version = appState.version();
        switch (demoApp.kind()) {
            case "Deployment" ->
                cluster.deployment(NAMESPACE, demoApp.title(), appState.replicas(), demoApp.images(version));
            case "StatefulSet" ->
                cluster.statefulSet(NAMESPACE, demoApp.title(), appState.replicas(), demoApp.images(version));
            case "CronJob" -> {
                cluster.cronJob(NAMESPACE, demoApp.title(), demoApp.image(version));
                if (appState.replicas() > 0) {
                    // The last of the ended Jobs determines the state.
                    cluster.runCronJob(NAMESPACE, demoApp.title());
                }
            }
            default -> throw new IllegalStateException(demoApp.kind());
        }
    }
}
