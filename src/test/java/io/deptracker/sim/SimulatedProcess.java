package io.deptracker.sim;

import io.deptracker.Pipeline;
import io.deptracker.Sources;
import io.deptracker.cluster.ClusterSimulation;
import io.deptracker.cluster.SimulatedWatches;
import io.deptracker.config.Settings;
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.file.Host;
import io.deptracker.outbox.file.OpenProgress;
import io.deptracker.outbox.file.OutboxFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * One run of the controller: the parts that {@link io.deptracker.Tracker} wires, their threads replaced by turns in
 * simulated time. While nothing happens the turns come less often than the threads would make them, since a turn that
 * finds nothing changes nothing.
 */
final class SimulatedProcess {
    private static final Duration UPKEEP = Duration.ofSeconds(10);
    private static final Duration RECONCILE = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(4);

    private final SimulatedTime time;
    private final SimulatedDisk disk;
    private final OutboxFile outbox;
    private final GitHubClient client;
    private final Pipeline pipeline;
    private final SimulatedWatches watches;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RandomGenerator chance;
    private final Runnable onCrash;
    private final SimulatedThreads threads;
    private final int workers;
    private long looks;
    private long mark;
    private long quietSince;
    private long frozenUntil;
    private boolean reconcileDue;
    private boolean pausing;
    private boolean stopping;
    private boolean alive = true;

    /**
     * Starts the process.
     *
     * @param onCrash called once, after a {@link Crash} of it
     * @throws io.deptracker.outbox.file.OutboxException if its start fails, such as on a full disk
     */
    SimulatedProcess(
            Settings settings,
            SimulatedTime time,
            SimulatedDisk disk,
            SimulatedGitHub github,
            ClusterSimulation cluster,
            RandomGenerator random,
            RandomGenerator chance,
            Runnable onCrash) {
        this.time = time;
        this.disk = disk;
        this.chance = chance;
        this.onCrash = onCrash;
        this.threads = new SimulatedThreads(time, this::run);
        this.workers = settings.delivery().workers();
        var sources = Sources.of(time.wall(), time::nanos, random);
        this.outbox = Outbox.open(
                settings.outbox().path(),
                OpenProgress.Listener.NONE,
                new Host(sources.clock(), sources.steady(), disk::connections));
        try {
            this.client = new GitHubClient(
                    new Endpoint(settings.github().baseUrl(), settings.github().organization()),
                    () -> "token",
                    new SimulatedHttp(github),
                    settings.delivery().requestTimeout(),
                    sources.clock(),
                    "sim");
            this.pipeline = Pipeline.of(settings, outbox, client, registry, sources, _ -> () -> {});
            pipeline.upkeep().begin();
        } catch (RuntimeException | Error failed) {
            disk.kill();
            outbox.close();
            throw failed;
        }
        github.sleepBy(threads::sleep);
        this.watches = cluster.watch(settings, pipeline.intake(), registry, sources.clock());
        mark = pipeline.signal().mark();
        quietSince = time.nanos();
        time.after(Duration.ZERO, this::upkeep);
        arrived();
    }

    /** Notes that something has happened, after which the turns come as often as they really do. */
    void stir() {
        quietSince = time.nanos();
        arrived();
        threads.wakeAll();
    }

    /** Notes that a watch has seen something. */
    void arrived() {
        if (!reconcileDue && !pausing) {
            reconcileDue = true;
            time.after(Duration.ofMillis(1), () -> run(this::reconcile));
        }
    }

    private void upkeep() {
        run(() -> {
            pipeline.upkeep().turn(() -> {});
            time.after(patience(UPKEEP), this::upkeep);
        });
    }

    private void reconcile() {
        reconcileDue = false;
        if (stopping) {
            return;
        }
        boolean succeeded = watches.turn();
        if (succeeded && !threads.areStarted() && watches.hasCompared()) {
            for (int i = 0; i < workers; i++) {
                threads.start(this::work);
            }
        }
        if (!succeeded) {
            pausing = true;
            time.after(
                    AFTER_A_FAILURE,
                    () -> run(() -> {
                        pausing = false;
                        arrived();
                    }));
        } else if (!watches.isIdle() || !watches.hasCompared()) {
            arrived();
        } else {
            long look = ++looks;
            time.after(patience(RECONCILE), () -> {
                if (look == looks) {
                    arrived();
                }
            });
        }
    }

    /** The life of a worker thread. */
    private void work() {
        while (!stopping) {
            long before = pipeline.signal().mark();
            Instant next = pipeline.workers().turn();
            Duration wait = Duration.between(time.wall().instant(), next);
            if (wait.isPositive() && before == pipeline.signal().mark()) {
                Duration longest = patience(RECONCILE);
                threads.waitForSignal(wait.compareTo(longest) < 0 && !isPaused() ? wait : longest);
            }
        }
    }

    /** Returns how long a thread waits that would otherwise look again after a while. */
    private Duration patience(Duration usual) {
        Duration quiet = Duration.ofNanos(time.nanos() - quietSince).dividedBy(4);
        if (quiet.compareTo(usual) < 0) {
            return usual;
        }
        return quiet.compareTo(LONGEST_PATIENCE) < 0 ? quiet : LONGEST_PATIENCE;
    }

    private boolean isPaused() {
        return disk.unobserved(pipeline.gate()::isPaused);
    }

    /** Runs a part of the process, if it is alive; it may be killed in it. */
    private void run(Runnable part) {
        if (!alive) {
            return;
        }
        if (time.nanos() < frozenUntil) {
            // Afterwards everything is due at once, in any order.
            Duration thaw = Duration.ofNanos(frozenUntil - time.nanos()).plusMillis(chance.nextInt(1000));
            time.after(thaw, () -> run(part));
            return;
        }
        try {
            part.run();
        } catch (Crash crash) {
            kill();
            onCrash.run();
            return;
        }
        if (alive && pipeline.signal().mark() != mark) {
            mark = pipeline.signal().mark();
            quietSince = time.nanos();
            threads.wakeAll();
        }
    }

    /** Stops the process for a while, as a suspended machine does; what it has sent still arrives. */
    void freeze(Duration length) {
        frozenUntil = time.nanos() + length.toNanos();
    }

    /** Kills the process: all that is not in the file is lost. */
    void kill() {
        alive = false;
        threads.kill();
        disk.kill();
        close();
    }

    private void close() {
        pipeline.upkeep().close();
        outbox.close();
        client.close();
        registry.close();
    }

    /** Requests a stop: no new turn begins. It is over when {@link #isIdle}; then it is to be closed. */
    void stop() {
        stopping = true;
        threads.wakeAll();
    }

    /** Ends the process in good order. */
    void end() {
        alive = false;
        threads.kill();
        close();
    }

    /** Returns whether all has been seen and compared. */
    boolean isSettled() {
        return watches.hasCompared() && watches.hasSeenAll() && !pausing;
    }

    /** Returns whether no call is in flight. */
    boolean isIdle() {
        return threads.areIdle();
    }

    OutboxFile outbox() {
        return outbox;
    }

    SimulatedWatches watches() {
        return watches;
    }

    /** Returns the value of a metric. */
    double metric(String name) {
        return disk.unobserved(() -> registry.get(name).gauge().value());
    }
}
