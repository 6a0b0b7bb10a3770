package io.deptracker.chaos;

import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.Propagation;
import io.deptracker.standin.cluster.Rollout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Continuous random changes of a cluster: new workloads, rollouts, rollbacks, scaling, jobs, deletions. */
final class Churn {
    private static final String NAMESPACE = "shop";
    private static final int APPS = 40;
    private static final int MILLIS_BETWEEN = 15;
    private static final int MOST_RUNS = 3;

    private enum Kind {
        DEPLOYMENT,
        STATEFUL_SET,
        DAEMON_SET,
        CRON_JOB,
        JOB
    }

    /** A workload, or the slot of one that does not exist now. */
    private static final class App {
        private final Kind kind;
        private String name;
        private int replicas;
        private final Map<String, String> images = new HashMap<>();
        private final Map<String, String> before = new HashMap<>();

        App(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }
    }

    private final MiniCluster cluster;
    private final Histories histories;
    private final Random random;
    private final List<App> apps = new ArrayList<>();
    private final Map<App, Rollout> rollouts = new HashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> changing;
    private int versions;

    Churn(MiniCluster cluster, Histories histories, Random random) {
        this.cluster = cluster;
        this.histories = histories;
        this.random = random;
        for (int i = 0; i < APPS; i++) {
            Kind kind = i < APPS / 2 ? Kind.DEPLOYMENT : Kind.values()[i % Kind.values().length];
            App app = new App(kind, "app-" + i);
            apps.add(app);
            create(app);
        }
        changing = thread.scheduleWithFixedDelay(this::change, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
    }

    /** Returns the number of changes so far. */
    int changes() {
        return changes.get();
    }

    private void change() {
        App app = apps.get(random.nextInt(apps.size()));
        Rollout open = rollouts.get(app);
        if (open != null) {
            if (!open.step()) {
                rollouts.remove(app);
            }
        } else if (app.images.isEmpty()) {
            create(app);
        } else {
            switch (random.nextInt(10)) {
                case 0, 1 -> delete(app);
                case 2, 3 -> scale(app);
                case 4 -> update(app, true);
                default -> update(app, false);
            }
        }
        changes.incrementAndGet();
    }

    private void create(App app) {
        app.replicas = 1 + random.nextInt(3);
        if (app.kind == Kind.JOB) {
            versions++;
            app.name = "job-" + versions;
        }
        boolean named = app.kind == Kind.JOB || app.kind == Kind.CRON_JOB;
        String image = nextImage(app.name);
        setImage(app, named ? app.name : "app", image);
        if (app.kind == Kind.DEPLOYMENT && random.nextBoolean()) {
            setImage(app, "proxy", nextImage("proxy"));
        }
        switch (app.kind) {
            case DEPLOYMENT -> cluster.deployment(NAMESPACE, app.name, app.replicas, app.images);
            case STATEFUL_SET -> cluster.statefulSet(NAMESPACE, app.name, app.replicas, app.images);
            case DAEMON_SET -> cluster.daemonSet(NAMESPACE, app.name, app.replicas, app.images);
            case CRON_JOB -> cluster.cronJob(NAMESPACE, app.name, image);
            case JOB -> cluster.job(NAMESPACE, app.name, image);
        }
    }

    private void scale(App app) {
        // A workload without pods keeps its record, so one kind of them is scaled down to zero at times.
        app.replicas = app.kind == Kind.DEPLOYMENT ? random.nextInt(4) : 1 + random.nextInt(3);
        switch (app.kind) {
            case DEPLOYMENT -> cluster.scale(NAMESPACE, app.name, app.replicas);
            case STATEFUL_SET -> cluster.statefulSet(NAMESPACE, app.name, app.replicas, app.images);
            case DAEMON_SET -> cluster.daemonSet(NAMESPACE, app.name, app.replicas, app.images);
            case CRON_JOB, JOB -> run(app);
        }
    }

    private void update(App app, boolean back) {
        if (app.kind == Kind.CRON_JOB || app.kind == Kind.JOB) {
            run(app);
            return;
        }
        List<String> containers = app.images.keySet().stream().sorted().toList();
        String container = containers.get(random.nextInt(containers.size()));
        String image = back ? app.before.get(container) : nextImage(app.name);
        if (image == null) {
            return;
        }
        setImage(app, container, image);
        switch (app.kind) {
            case DEPLOYMENT -> rollouts.put(app, cluster.startRollout(NAMESPACE, app.name, container, image));
            case STATEFUL_SET -> cluster.statefulSet(NAMESPACE, app.name, app.replicas, app.images);
            case DAEMON_SET -> cluster.daemonSet(NAMESPACE, app.name, app.replicas, app.images);
            case CRON_JOB, JOB -> throw new IllegalStateException("has no rollouts");
        }
    }

    /** Runs a CronJob. Removes a CronJob that has run often, and a Job. */
    private void run(App app) {
        if (app.kind == Kind.CRON_JOB && app.replicas <= MOST_RUNS) {
            app.replicas++;
            cluster.runCronJob(NAMESPACE, app.name);
        } else {
            delete(app);
        }
    }

    private void delete(App app) {
        app.images.keySet().forEach(container -> histories.gone(recordName(app, container)));
        app.images.clear();
        app.before.clear();
        switch (app.kind) {
            case DEPLOYMENT -> cluster.deleteDeployment(NAMESPACE, app.name, Propagation.BACKGROUND);
            case STATEFUL_SET -> cluster.deleteStatefulSet(NAMESPACE, app.name);
            case DAEMON_SET -> cluster.deleteDaemonSet(NAMESPACE, app.name);
            case CRON_JOB -> cluster.deleteCronJob(NAMESPACE, app.name);
            case JOB -> cluster.deleteJob(NAMESPACE, app.name);
        }
    }

    private void setImage(App app, String container, String image) {
        histories.deployed(recordName(app, container), MiniCluster.digestOf(image));
        String was = app.images.put(container, image);
        if (was != null) {
            app.before.put(container, was);
        }
    }

    private String nextImage(String name) {
        versions++;
        return "ghcr.io/lab-org/" + name + ":v" + versions;
    }

    private static String recordName(App app, String container) {
        return NAMESPACE + "/" + app.name + "/" + container;
    }

    /** Ends with every rollout finished and with pods of every workload. */
    void rest() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the cluster's changes did not end");
        }
        if (!changing.isCancelled()) {
            try {
                changing.get();
            } catch (ExecutionException failed) {
                throw new AssertionError("a change of the cluster failed", failed.getCause());
            }
        }
        rollouts.values().forEach(Rollout::finish);
        // GitHub keeps the last record of a workload without pods, so only pods show what is right.
        for (App app : apps) {
            if (app.kind == Kind.DEPLOYMENT && !app.images.isEmpty() && app.replicas == 0) {
                cluster.scale(NAMESPACE, app.name, 1);
            } else if (app.kind == Kind.CRON_JOB && !app.images.isEmpty()) {
                cluster.runCronJob(NAMESPACE, app.name);
            }
        }
    }

    /** Ends at once. */
    void stop() {
        thread.shutdownNow();
    }
}
