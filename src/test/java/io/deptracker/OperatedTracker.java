package io.deptracker;

import static org.awaitility.Awaitility.await;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The packaged controller with a deployment called web, and the commands that an operator runs on its outbox. */
final class OperatedTracker implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String DEAD = "deptracker_outbox_rows{state=\"dead\"}";
    static final String PENDING = "deptracker_outbox_rows{state=\"pending\"}";

    final GitHubStandIn github = GitHubStandIn.start();
    final Commands commands = new Commands();
    final MiniCluster cluster;
    private final ApiServerStandIn server = new ApiServerStandIn();
    private final Path folder;
    private TrackerProcess process;

    OperatedTracker(Path folder) throws Exception {
        this.folder = folder;
        cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
        // No other setting: a command on the file needs none.
        commands.variables.put("OUTBOX_PATH", folder.resolve("data/outbox.db").toString());
        server.kubeconfig(folder);
        deploy("web");
        process = start(Map.of("BATCH_SIZE", "1"));
    }

    /** Returns the running controller. */
    TrackerProcess process() {
        return process;
    }

    /** Starts the controller again after it has ended. */
    void startAgain(Map<String, String> variables) throws Exception {
        process = start(variables);
    }

    private TrackerProcess start(Map<String, String> given) throws Exception {
        var variables = new HashMap<>(given);
        variables.put("BASE_URL", github.baseUrl().toString());
        return TrackerProcess.start(folder, folder.resolve("kubeconfig"), variables);
    }

    /** Creates a deployment whose row GitHub rejects, and waits until it is dead. */
    void bury(String name) {
        github.poison(MiniCluster.digestOf(image(name)));
        deploy(name);
        process.awaitMetric(DEAD, 1);
    }

    void deploy(String name) {
        cluster.deployment("shop", name, 1, Map.of("app", image(name)));
    }

    static String image(String name) {
        return "ghcr.io/lab-org/" + name + ":v1";
    }

    void awaitDelivered(int rows) throws Exception {
        process.awaitReady();
        github.awaitAccepted(rows, PATIENCE);
        process.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", rows);
    }

    void awaitLog(String text) {
        await().atMost(PATIENCE).until(() -> process.log().contains(text));
    }

    @Override
    public void close() {
        process.close();
        github.close();
        server.close();
    }
}
