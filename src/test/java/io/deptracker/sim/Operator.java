package io.deptracker.sim;

import io.deptracker.outbox.Retirement;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.Backup;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.DeploymentFilter;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** An operator who works with the commands, which open the file beside the running controller. */
final class Operator {
    private final ControllerSimulation simulation;
    private final InstantSource clock;
    private final Path backup;

    Operator(ControllerSimulation simulation) {
        this.simulation = simulation;
        this.clock = simulation.time().wall();
        this.backup = simulation.file().resolveSibling("backup.db");
    }

    void act(Step.Action action) {
        switch (action) {
            case PAUSE -> with(file -> new GateStore(file).pause(new GateStore.Pause("planned", clock.instant())));
            case RESUME -> resume();
            case RELEASE ->
                with(file -> {
                    simulation.judge().unlimited();
                    new GateStore(file).release(clock.instant());
                });
            case REVIVE -> revive(RowFilter.ALL);
            case RESEND -> with(file -> new RowActions(file, clock).resend(DeploymentFilter.ALL));
            case BACKUP -> backUp();
            case RESTORE -> restore();
            case RETIRE -> with(file -> new Retirement(file, clock).begin());
            default -> throw new IllegalArgumentException(action.toString());
        }
    }

    /** Undoes what keeps the controller from working. */
    void putInOrder() {
        with(file -> {
            new GateStore(file).resume();
            new Retirement(file, clock).undo();
            new RowActions(file, clock).revive(new RowFilter(List.of(), Set.of(RowState.DEAD), null, null, null));
        });
    }

    private void resume() {
        with(file -> new GateStore(file).resume());
    }

    void revive(RowFilter filter) {
        with(file -> new RowActions(file, clock).revive(filter));
    }

    /** Opens the file as the commands do. A failure is the operator's to see; nothing is changed then. */
    private void with(Consumer<OutboxFile> work) {
        if (!Files.exists(simulation.file())) {
            return;
        }
        try (var file = OutboxFile.openShared(simulation.file())) {
            work.accept(file);
        } catch (OutboxException failed) {
            simulation.history().add("command failed");
        }
    }

    private void backUp() {
        try {
            Files.deleteIfExists(backup);
            if (Files.exists(simulation.file())) {
                Backup.make(simulation.file(), backup);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (OutboxException failed) {
            simulation.history().add("backup failed");
        }
    }

    /**
     * Puts the last backup in the place of the file. What GitHub shows and the backup does not know was deployed after
     * it; the operator corrects it by hand, by the runbook.
     */
    private void restore() {
        if (!Files.exists(backup) || simulation.process().isEmpty()) {
            return;
        }
        simulation.kill(Duration.ofSeconds(30));
        try {
            for (String companion : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(
                        simulation.file().resolveSibling(simulation.file().getFileName() + companion));
            }
            Files.copy(backup, simulation.file());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try (var file = OutboxFile.openReadOnly(simulation.file())) {
            var known = Set.copyOf(file.<List<String>>read(
                    tx -> tx.list("SELECT deployment_name FROM deployment", row -> row.getString(1))));
            simulation.github().shown().keySet().retainAll(known);
        }
        simulation.judge().restored();
    }
}
