package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Retirement;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.HolderLock;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Inspection;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.outbox.operator.RowView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "retire",
        header = "Decommissions everything of this cluster, before the cluster is deleted.",
        description = {
            "Writes one decommission for each deployment that GitHub may show, and a mark that stops the controller"
                    + " from recording running workloads, even after a restart. The running controller delivers the"
                    + " decommissions; this command shows the progress and ends when all are delivered. Ctrl-C ends"
                    + " only the display.",
            "Run it before the cluster is deleted, while the controller runs. Run it again to see the progress. With"
                    + " --undo, the mark is removed and the controller posts what runs."
        },
        exitCodeList = {
            "0:everything is decommissioned; with --undo: the cluster is not retired; or not confirmed",
            "1:no controller runs, a decommission cannot be delivered, or the outbox cannot be read or written",
            OutboxCommand.WRONG_USE
        },
        footer = {
            "%nExamples:",
            "  deployment-tracker retire",
            "  deployment-tracker retire --yes",
            "  deployment-tracker retire --undo"
        })
final class RetireCommand extends ConfirmedCommand {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final RowFilter STUCK =
            new RowFilter(List.of(), Set.of(RowState.PARKED, RowState.UNATTESTED, RowState.DEAD), null, null, null);
    private static final int MOST_ROWS = 1000;

    @Option(names = "--undo", description = "Remove the mark, to use the cluster again.")
    private boolean undo;

    RetireCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var retirement = new Retirement(file, context().clock());
            if (undo) {
                print(
                        retirement.undo()
                                ? "the cluster is no longer retired: the controller posts what runs"
                                : "the cluster was not retired");
                return EXIT_OK;
            }
            if (retirement.since().isPresent()) {
                print("retired since " + Display.time(retirement.since().get()));
            } else {
                int refused = ask(retirement.clusters());
                if (refused >= 0) {
                    return refused;
                }
                print("retired: %s decommissioned; to undo it: deployment-tracker retire --undo"
                        .formatted(Display.count(retirement.begin(), "deployment")));
            }
            return deliver(file, settings.path(), retirement);
        } catch (InterruptedException stop) {
            return EXIT_OK;
        }
    }

    /** Returns the exit code if the operator does not confirm, otherwise a negative number. */
    private int ask(List<String> clusters) {
        String cluster = String.join(", ", clusters);
        if (isConfirmed() || clusters.isEmpty()) {
            return -1;
        }
        if (!context().terminal().isInteractive()) {
            errors().println("everything of %s would be decommissioned; there is no terminal to ask at: add --yes"
                    .formatted(cluster));
            return EXIT_WRONG_USE;
        }
        @Nullable
        String answer = context()
                .terminal()
                .ask("Everything of %s will be decommissioned at GitHub. Type %s to continue: "
                        .formatted(cluster, cluster));
        if (answer != null && answer.strip().equals(cluster)) {
            return -1;
        }
        print("nothing was changed");
        return EXIT_OK;
    }

    private int deliver(OutboxFile file, Path path, Retirement retirement) throws InterruptedException {
        Retirement.Progress progress = retirement.progress();
        if (progress.open() > 0 && !HolderLock.isHeld(path)) {
            errors().println("%s not delivered yet, but no controller holds the outbox: start one to deliver them"
                    .formatted(Display.count((int) progress.open(), "decommission")));
            return EXIT_FAILED;
        }
        var bar = new Progress(spec().commandLine().getOut(), context(), "decommissioned");
        while (progress.open() > 0) {
            bar.show(progress.done(), progress.total(), obstacle(file, path));
            Thread.sleep(EVERY);
            progress = retirement.progress();
        }
        bar.show(progress.done(), progress.total(), "");
        bar.end();
        if (progress.stuck() == 0) {
            return EXIT_OK;
        }
        List<RowView> stuck = new Inspection(file, context().clock()).rows(STUCK, MOST_ROWS);
        print(ListCommand.table(stuck));
        errors().println("%s not delivered: fix the cause, then revive them".formatted(Display.rows(stuck.size())));
        return EXIT_FAILED;
    }

    /** Returns what keeps the controller from delivering; empty if nothing does. */
    private String obstacle(OutboxFile file, Path path) {
        if (!HolderLock.isHeld(path)) {
            return "no controller holds the outbox";
        }
        var gate = new GateStore(file);
        return gate.pause()
                .map(_ -> "delivery is paused")
                .or(() -> gate.read(context().clock().instant())
                        .map(shut -> "gate shut by %s until %s".formatted(shut.reason(), Display.time(shut.until()))))
                .orElse("");
    }
}
