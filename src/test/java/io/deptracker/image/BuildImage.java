package io.deptracker.image;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A builder of the folder that becomes the image, with its AOT cache: the classes that a run loads and links, kept in a
 * file to start the next runs faster. The cache must be made by the runtime and with the options that will use it, so
 * the program is run.
 */
public final class BuildImage {
    private static final String IMAGE = "ghcr.io/lab-org/web:v";
    private static final int WORKLOADS = 30;

    private BuildImage() {}

    /**
     * Builds the folder.
     *
     * @param args the program's jar and the folder
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var script = new ProcessBuilder("bash", "deploy/image/runtime.sh", args[0], args[1]).inheritIO();
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (script.start().waitFor() != 0) {
            throw new IOException("runtime.sh failed");
        }
        train(Path.of(args[1]).toAbsolutePath());
    }

    /** Runs the program on a small cluster, from its start to its stop. */
    private static void train(Path image) throws IOException, InterruptedException {
        Path cache = image.resolve("lib/deployment-tracker.aot");
        Path work = Files.createTempDirectory("training");
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            for (int i = 0; i < WORKLOADS; i++) {
                cluster.deployment("shop", "web-" + i, 2, Map.of("app", IMAGE + i));
            }
            cluster.statefulSet("shop", "db", 1, Map.of("db", IMAGE + 1));
            cluster.daemonSet("shop", "agent", 1, Map.of("agent", IMAGE + 1));
            cluster.cronJob("shop", "report", IMAGE + 1);
            cluster.runCronJob("shop", "report");
            var variables = Map.of("BASE_URL", github.baseUrl().toString());
            try (var tracker = TrackerProcess.startBy(
                    launcher(image, cache), work, server.kubeconfig(work), variables, "-workers", "2")) {
                tracker.awaitReady();
                tracker.awaitMetric("deptracker_post_record_ok", WORKLOADS);
                cluster.rollout("shop", "web-0", "app", IMAGE + WORKLOADS);
                cluster.deleteDeployment("shop", "web-1", Propagation.BACKGROUND);
                tracker.awaitMetric("deptracker_post_record_ok", WORKLOADS + 2);
                int code = tracker.terminate();
                if (code != 0 || !Files.exists(cache)) {
                    throw new IOException("no cache was made, exit code " + code + ":\n" + tracker.log());
                }
            }
        }
    }

    private static List<String> launcher(Path image, Path cache) {
        return List.of(
                image.resolve("runtime/bin/java").toString(),
                "@" + image.resolve("lib/jvm.options"),
                "-XX:AOTCacheOutput=" + cache,
                "-Dorg.sqlite.lib.path=" + image.resolve("lib"),
                "-Dorg.sqlite.lib.name=libsqlitejdbc.so",
                "-jar",
                image.resolve("lib/deployment-tracker.jar").toString());
    }
}
