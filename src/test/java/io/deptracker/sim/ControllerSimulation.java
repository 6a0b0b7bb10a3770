package io.deptracker.sim;

import io.deptracker.cluster.ClusterSimulation;
import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.file.OutboxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A world with one controller in it: time, a cluster, GitHub, a disk, and a process that is started again whenever it
 * ends. Everything that chance decides comes from the scenario, so the same scenario has the same history.
 */
final class ControllerSimulation implements AutoCloseable {
    private static final int NAMESPACES = 3;

    private final Path file;
    private final SimulatedTime time = new SimulatedTime();
    private final History history = new History(time);
    private final Reseedable chance;
    private final Reseedable production;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Judge judge = new Judge(time, disk, history);
    private final SimulatedGitHub github;
    private final ClusterSimulation cluster;
    private @Nullable SimulatedProcess process;
    private boolean confirming;
    private int starts;
    private int crashes;

    /**
     * @param folder an empty folder for the outbox
     * @param seed decides what chance decides between the steps
     */
    ControllerSimulation(Path folder, long seed) {
        this.file = folder.resolve("outbox.db");
        this.chance = new Reseedable(seed);
        this.production = new Reseedable(seed + 1);
        this.github = new SimulatedGitHub(time, chance, judge);
        this.cluster = new ClusterSimulation(NAMESPACES, chance, time::after, this::arrived);
    }

    private void arrived() {
        process().ifPresent(SimulatedProcess::arrived);
    }

    /** Starts the process, again and again until it succeeds. */
    void start() {
        if (process != null) {
            return;
        }
        disk.restart();
        try {
            starts++;
            process = new SimulatedProcess(settings(), time, disk, github, cluster, production, chance, this::crashed);
            judge.process(process.outbox());
            history.add("started");
        } catch (Crash | OutboxException failed) {
            history.add("start failed: " + failed.getMessage());
            disk.kill();
            cluster.unwatch();
            startLater(Duration.ofSeconds(20));
        }
    }

    private void startLater(Duration wait) {
        time.after(wait, this::start);
    }

    private void crashed() {
        history.add("killed at a commit");
        // That commit may have been the one that stores a limit.
        judge.unlimited();
        crashes++;
        gone();
        startLater(Duration.ofSeconds(1 + chance.nextInt(600)));
    }

    /** Kills the process; it is started again after a while. */
    void kill(Duration downtime) {
        process().ifPresent(running -> {
            if (running.outbox().writeFault().isPresent()) {
                judge.unlimited();
            }
            running.kill();
            history.add("killed");
            crashes++;
            gone();
            startLater(downtime);
        });
    }

    /** Stops the process in good order, as far as its calls end in time; it is started again after a while. */
    void stop(Duration downtime) {
        SimulatedProcess stopping = process;
        if (stopping == null) {
            return;
        }
        stopping.stop();
        for (int second = 0; second < 20 && !stopping.isIdle(); second++) {
            time.pass(Duration.ofSeconds(1));
        }
        if (process == stopping) {
            stopping.end();
            history.add("stopped");
            gone();
            startLater(downtime);
        }
    }

    private void gone() {
        process = null;
        cluster.unwatch();
    }

    private Settings settings() {
        Map<String, String> variables = Map.of(
                "ORG", "octo",
                "LOGICAL_ENVIRONMENT", "production",
                "CLUSTER", "main",
                "API_TOKEN", "token",
                "OUTBOX_PATH", file.toString());
        Map<Setting, String> flags = new HashMap<>(Map.of(Setting.WORKERS, "3"));
        if (confirming) {
            flags.put(Setting.CONFIRM_DECOMMISSION, "true");
        }
        confirming = false;
        try {
            return SettingsReader.read(variables, flags);
        } catch (SettingsException faulty) {
            throw new IllegalStateException(faulty);
        }
    }

    /** Confirms at the next start that most deployments are gone. */
    void confirmNextStart() {
        confirming = true;
    }

    /** Checks what must hold at any moment without a call in flight. */
    void check() {
        process().filter(SimulatedProcess::isIdle).ifPresent(_ -> judge.check(github.shown()));
    }

    Optional<SimulatedProcess> process() {
        return Optional.ofNullable(process);
    }

    Path file() {
        return file;
    }

    SimulatedTime time() {
        return time;
    }

    History history() {
        return history;
    }

    Reseedable chance() {
        return chance;
    }

    SimulatedDisk disk() {
        return disk;
    }

    Judge judge() {
        return judge;
    }

    SimulatedGitHub github() {
        return github;
    }

    ClusterSimulation cluster() {
        return cluster;
    }

    int crashes() {
        return crashes;
    }

    int starts() {
        return starts;
    }

    @Override
    public void close() {
        process().ifPresent(SimulatedProcess::kill);
        gone();
    }
}
