package io.deptracker;

import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.Rollout;
import io.deptracker.standin.github.ReceivedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random changes in a cluster, one after another, with the history of each deployment name. */
final class ChangeStream {
    private static final String NAMESPACE = "shop";
    private static final String GONE = "decommissioned";

    private enum Kind {
        DEPLOYMENT,
        STATEFUL_SET,
        DAEMON_SET,
        CRON_JOB
    }

    /** A workload with one container, named as it is. */
    private static final class App {
        private final Kind kind;
        private final String name;
        private final List<String> history = new ArrayList<>();
        private int newest;
        private int version;
        private int replicas;
        private boolean there;
        private @Nullable Rollout rollout;

        App(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        String image() {
            return "ghcr.io/lab-org/" + name + ":v" + version;
        }

        void become(int next) {
            version = next;
            newest = Math.max(newest, next);
            history.add("deployed v" + next);
        }
    }

    private final MiniCluster cluster;
    private final RandomGenerator random;
    private final List<App> apps = new ArrayList<>();
    private int changes;

    ChangeStream(MiniCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
        for (int i = 0; i < 12; i++) {
            apps.add(new App(Kind.DEPLOYMENT, "web-" + i));
        }
        for (int i = 0; i < 4; i++) {
            apps.add(new App(Kind.STATEFUL_SET, "db-" + i));
            apps.add(new App(Kind.DAEMON_SET, "agent-" + i));
            apps.add(new App(Kind.CRON_JOB, "report-" + i));
        }
    }

    /** Makes the next change. */
    void next() {
        changes++;
        App app = apps.get(random.nextInt(apps.size()));
        if (!app.there) {
            app.replicas = random.nextInt(1, 4);
            app.become(app.newest + 1);
            create(app);
        } else if (app.rollout != null) {
            goOn(app);
        } else if (random.nextInt(8) == 0) {
            delete(app);
        } else if (random.nextInt(4) == 0) {
            scaleOrRun(app, random.nextInt(4));
        } else {
            // From time to time back to the version before.
            int back = app.version > 1 && random.nextInt(5) == 0 ? app.version - 1 : app.newest + 1;
            change(app, back);
        }
    }

    /** Completes everything: all existing workloads run, in one version. */
    void finish() {
        for (App app : apps) {
            while (app.rollout != null) {
                goOn(app);
            }
            if (app.there && app.replicas == 0) {
                scaleOrRun(app, 1);
            }
        }
    }

    int changes() {
        return changes;
    }

    /** Returns the records that put a name back to a state before one that was already recorded. */
    List<String> backwards(List<ReceivedRecord> records) {
        Map<String, App> byName = new HashMap<>();
        apps.forEach(app -> byName.put(NAMESPACE + "/" + app.name + "/" + app.name, app));
        Map<String, Integer> reached = new HashMap<>();
        var backwards = new ArrayList<String>();
        for (ReceivedRecord record : records) {
            String said = record.status().equals(GONE) ? GONE : "deployed " + record.version();
            App app = byName.get(record.deploymentName());
            int from = reached.getOrDefault(record.deploymentName(), 0);
            int found = app == null
                    ? -1
                    : app.history.subList(from, app.history.size()).indexOf(said);
            if (found < 0) {
                backwards.add(record.deploymentName() + " " + said + " after "
                        + (app == null ? "" : app.history.subList(0, from + 1)));
            } else {
                reached.put(record.deploymentName(), from + found);
            }
        }
        return backwards;
    }

    private void create(App app) {
        app.there = true;
        Map<String, String> images = Map.of(app.name, app.image());
        switch (app.kind) {
            case DEPLOYMENT -> cluster.deployment(NAMESPACE, app.name, app.replicas, images);
            case STATEFUL_SET -> cluster.statefulSet(NAMESPACE, app.name, app.replicas, images);
            case DAEMON_SET -> cluster.daemonSet(NAMESPACE, app.name, app.replicas, images);
            case CRON_JOB -> {
                cluster.cronJob(NAMESPACE, app.name, app.image());
                cluster.runCronJob(NAMESPACE, app.name);
            }
        }
    }

    private void change(App app, int version) {
        switch (app.kind) {
            case DEPLOYMENT -> {
                app.become(version);
                app.rollout = cluster.startRollout(NAMESPACE, app.name, app.name, app.image());
            }
            case STATEFUL_SET, DAEMON_SET -> {
                app.become(version);
                create(app);
            }
            case CRON_JOB -> cluster.runCronJob(NAMESPACE, app.name);
        }
    }

    private void goOn(App app) {
        Rollout rollout = app.rollout;
        if (rollout != null && !rollout.step()) {
            app.rollout = null;
        }
    }

    private void scaleOrRun(App app, int replicas) {
        app.replicas = replicas;
        switch (app.kind) {
            case DEPLOYMENT -> cluster.scale(NAMESPACE, app.name, replicas);
            case STATEFUL_SET, DAEMON_SET -> create(app);
            case CRON_JOB -> cluster.runCronJob(NAMESPACE, app.name);
        }
    }

    private void delete(App app) {
        app.there = false;
        app.history.add(GONE);
        switch (app.kind) {
            case DEPLOYMENT ->
                cluster.deleteDeployment(
                        NAMESPACE, app.name, random.nextBoolean() ? Propagation.BACKGROUND : Propagation.FOREGROUND);
            case STATEFUL_SET -> cluster.deleteStatefulSet(NAMESPACE, app.name);
            case DAEMON_SET -> cluster.deleteDaemonSet(NAMESPACE, app.name);
            case CRON_JOB -> cluster.deleteCronJob(NAMESPACE, app.name);
        }
    }
}
