package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.config.KindFilter;
import io.deptracker.config.Settings;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Workload;
import io.deptracker.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start on a file of a schema without groups: running workloads keep their records, under their whole
 * identity.
 */
class EarlierSchemaTest {
    private static final List<String> BUILDS = List.of(
            "delivered",
            "superseded",
            "pending",
            "leased",
            "parked",
            "unattested",
            "dead",
            "gone",
            "forbidden",
            "doubted");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final WorkQueue queue = new WorkQueue();
    private final ClusterState state = new ClusterState(queue::add);

    @Test
    void nothingThatRunsIsDecommissionedForWantOfAGroup() throws Exception {
        load();
        runs("delivered", Kind.DEPLOYMENT);
        runs("superseded", "apps.kruise.io", "StatefulSet");
        runs("pending", Kind.DAEMON_SET);
        runs("leased", "argoproj.io", "Rollout");
        runs("parked", Kind.STATEFUL_SET);
        runs("unattested", Kind.CRON_JOB);
        runs("dead", Kind.JOB);
        runs("forbidden", Kind.REPLICATION_CONTROLLER);
        runs("doubted", "", "Pod");

        List<Workload> known = start();

        assertThat(known.stream().map(Workload::toString))
                .containsExactlyInAnyOrder(
                        "Deployment shop/delivered",
                        "StatefulSet.apps.kruise.io shop/superseded",
                        "DaemonSet shop/pending",
                        "Rollout.argoproj.io shop/leased",
                        "StatefulSet shop/parked",
                        "CronJob shop/unattested",
                        "Job shop/dead",
                        "ReplicationController shop/forbidden",
                        "Pod shop/doubted");
        assertThat(statuses().values().stream().filter("decommissioned"::equals))
                .as("shop/gone/app")
                .hasSize(1);
        assertThat(rows()).as("the backlog has not grown").isEqualTo(12);
    }

    @Test
    void aWorkloadAtRestKeepsItsRecord() throws Exception {
        load();
        for (Kind kind : List.of(Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET, Kind.CRON_JOB, Kind.JOB)) {
            BUILDS.forEach(name -> state.put(new OwnerState(kind, "shop", name, null, 0, Map.of(), false)));
        }
        start();

        assertThat(statuses())
                .containsEntry("shop/delivered/app", "deployed")
                .containsEntry("shop/superseded/app", "deployed")
                .containsEntry("shop/parked/app", "deployed")
                .containsEntry("shop/unattested/app", "deployed")
                .containsEntry("shop/dead/app", "deployed")
                .as("a kind that cannot be read is gone with its pods")
                .containsEntry("shop/leased/app", "decommissioned");
    }

    /** Starts once on the file, and returns the workloads that it then contains. */
    private List<Workload> start() throws InterruptedException {
        try (var file = Outbox.open(folder.resolve("outbox.db"))) {
            var intake = new Intake(file, clock, () -> {});
            compareAll(intake);
            return intake.workloads();
        }
    }

    private void compareAll(Intake intake) throws InterruptedException {
        var registry = new SimpleMeterRegistry();
        var naming = new Settings.Naming(
                new Environment("production", "eu-west-1", "main"),
                DefaultTracking.NAMING.template(),
                DefaultTracking.NAMING.repositories());
        var skipped = new SkippedContainers(registry);
        var selection = new Selection(naming, DefaultTracking.EVERYTHING, skipped);
        var reconciler = new Reconciler(
                new DesiredStates(state, DefaultTracking.namespaces(), KindFilter.DEFAULT, selection),
                queue,
                intake,
                new Brake(intake.brake(), false, clock),
                new IntakeMetrics(registry),
                skipped,
                clock);
        reconciler.survey();
        reconciler.reconcileAll();
        while (!queue.isIdle()) {
            assertThat(reconciler.runOnce(Duration.ZERO)).isTrue();
        }
    }

    private void runs(String name, Kind kind) {
        state.put(new OwnerState(kind, "shop", name, null, 0, Map.of(), false));
        runs(name, kind.group(), kind.kindName());
    }

    /** Adds a pod with the image that the file has for the workload. */
    private void runs(String name, String group, String kind) {
        int build = BUILDS.indexOf(name) + 1;
        boolean tagged =
                List.of("delivered", "pending", "parked", "dead", "forbidden").contains(name);
        state.put(new PodState(
                "shop",
                name + "-0",
                new OwnerRef(group, kind, name),
                null,
                "2026-03-01T10:00:00Z",
                Phase.RUNNING,
                List.of(new Container(
                        "app", "ghcr.io/acme/shop:v" + build, new Digest("sha256:%064x".formatted(build)))),
                tagged ? Map.of("metadata.github.com/team", "blue") : Map.of()));
    }

    private Map<String, String> statuses() throws Exception {
        var statuses = new TreeMap<String, String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT deployment_name, status FROM deployment")) {
            while (found.next()) {
                statuses.put(found.getString(1), found.getString(2));
            }
        }
        return statuses;
    }

    private int rows() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT count(*) FROM outbox")) {
            return found.getInt(1);
        }
    }

    private void load() throws Exception {
        String script;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/outbox/v3.sql"))) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(script);
            statement.executeUpdate("DELETE FROM brake");
        }
    }
}
