package io.deptracker.demo;

import static io.deptracker.demo.App.NAMESPACE;

import io.deptracker.standin.ClientSink;
import io.deptracker.standin.MiniCluster;
import io.deptracker.standin.Propagation;
import io.deptracker.standin.Rollout;
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

/** The cluster of the demo: an API server in memory, its controllers in small, and a file of how it stood. */
final class DemoCluster implements AutoCloseable {
    // Held, since the log manager itself does not.
    private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");
    private static final long POD_STARTS_IN_MILLIS = 250;

    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
    private final Map<App, Standing> apps = new EnumMap<>(App.class);
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

    /** Brings everything back that the saved cluster had. */
    void restore(Saved saved) {
        saved.apps().forEach((app, standing) -> {
            if (standing.present()) {
                create(app, standing);
            }
            apps.put(app, standing);
        });
    }

    /** Notes how it stands. */
    void save(boolean finished) {
        try {
            new Saved(finished, apps).write(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes the file by which a client finds it. */
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

    Standing standing(App app) {
        return apps.getOrDefault(app, Standing.NEVER);
    }

    /** The image of the version after the present one. */
    String nextImage(App app) {
        return app.image(standing(app).version() + 1);
    }

    void start(App app) {
        Standing next = standing(app).next(app.replicas());
        create(app, next);
        changed(app, next);
    }

    /** Replaces the pods one by one by those of the next version. */
    void rollOut(App app) throws InterruptedException {
        Standing next = standing(app).next(standing(app).replicas());
        if (app.kind().equals("StatefulSet")) {
            cluster.statefulSet(NAMESPACE, app.title(), next.replicas(), app.images(next.version()));
        } else {
            Rollout rollout = cluster.startRollout(NAMESPACE, app.title(), app.title(), app.image(next.version()));
            while (rollout.step()) {
                Thread.sleep(POD_STARTS_IN_MILLIS);
            }
        }
        changed(app, next);
    }

    void scale(App app, int replicas) {
        cluster.scale(NAMESPACE, app.title(), replicas);
        changed(app, standing(app).scaled(replicas));
    }

    /** Runs the Job of a CronJob to its end. */
    void run(App app) {
        cluster.runCronJob(NAMESPACE, app.title());
        changed(app, standing(app).scaled(standing(app).replicas() + 1));
    }

    void delete(App app) {
        cluster.delete(app.kind(), NAMESPACE, app.title(), Propagation.BACKGROUND);
        changed(app, standing(app).deleted());
    }

    int pods() {
        return client.pods().inAnyNamespace().list().getItems().size();
    }

    /** What its pods run, by the names that GitHub is to show. */
    Map<String, RunningImage> truth() {
        return ClusterTruth.read(client);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private void changed(App app, Standing standing) {
        apps.put(app, standing);
        save(false);
    }

    private void create(App app, Standing standing) {
        int version = standing.version();
        switch (app.kind()) {
            case "Deployment" -> cluster.deployment(NAMESPACE, app.title(), standing.replicas(), app.images(version));
            case "StatefulSet" -> cluster.statefulSet(NAMESPACE, app.title(), standing.replicas(), app.images(version));
            case "CronJob" -> {
                cluster.cronJob(NAMESPACE, app.title(), app.image(version));
                if (standing.replicas() > 0) {
                    // Of the Jobs that have ended the last one tells everything.
                    cluster.runCronJob(NAMESPACE, app.title());
                }
            }
            default -> throw new IllegalStateException(app.kind());
        }
    }
}
