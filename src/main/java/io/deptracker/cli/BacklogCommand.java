package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Inspection;
import io.deptracker.outbox.operator.Inspection.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "backlog",
        header = "Shows the backlog and whether anything holds it back.",
        description = {
            "Counts the rows by state and prints the age of the oldest row of the backlog, when the next one is due,"
                    + " and whether the gate is shut, delivery is paused, decommissions are held back, or the cluster"
                    + " is retired."
        },
        exitCodeList = {OutboxCommand.DONE, OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {
            "%nExamples:",
            "  deployment-tracker backlog --watch",
            "  deployment-tracker backlog --json | jq .rows.dead"
        })
final class BacklogCommand extends OutboxCommand {
    private static final Duration EVERY = Duration.ofSeconds(2);

    @Option(names = "--watch", description = "Repeat every 2 seconds until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Print one line of JSON; with --watch, one line each time.")
    private boolean json;

    BacklogCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openReadOnly(settings.path())) {
            var inspection = new Inspection(file, context().clock());
            while (true) {
                show(inspection.backlog());
                if (!watch) {
                    return EXIT_OK;
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException stop) {
            return EXIT_OK;
        }
    }

    private void show(Backlog backlog) {
        print(json ? List.of(json(backlog)) : text(backlog));
        if (watch && !json) {
            print("");
        }
    }

    private List<String> text(Backlog backlog) {
        Map<RowState, Long> rows = backlog.counts().rows();
        List<String> lines = new ArrayList<>();
        lines.add("owed:      " + counts(rows, RowState.PENDING, RowState.LEASED, RowState.PARKED));
        lines.add("ended:     "
                + counts(rows, RowState.DELIVERED, RowState.SUPERSEDED, RowState.UNATTESTED, RowState.DEAD));
        lines.add("oldest:    "
                + backlog.oldestOwed()
                        .map(since -> "owed for %s, since %s".formatted(age(since), Display.time(since)))
                        .orElse("none"));
        lines.add("next due:  " + backlog.nextDue().map(this::due).orElse("none"));
        lines.add("gate:      "
                + backlog.shut()
                        .map(shut -> "shut by %s for %s, until %s: %s"
                                .formatted(shut.reason(), age(shut.since()), Display.time(shut.until()), shut.detail()))
                        .orElse("open"));
        lines.add("paused:    "
                + backlog.pause()
                        .map(pause -> "for %s, since %s%s"
                                .formatted(
                                        age(pause.since()),
                                        Display.time(pause.since()),
                                        pause.reason().isEmpty() ? "" : ": " + pause.reason()))
                        .orElse("no"));
        backlog.decommissionsHeldSince()
                .ifPresent(since -> lines.add("held back: decommissions of most deployments, since "
                        + Display.time(since) + "; see -confirm-decommission"));
        backlog.retiredSince()
                .ifPresent(since -> lines.add("retired:   since " + Display.time(since)
                        + ": running workloads are not recorded; to use the cluster again: retire --undo"));
        return lines;
    }

    private static String counts(Map<RowState, Long> rows, RowState... states) {
        return Stream.of(states)
                .map(state -> rows.getOrDefault(state, 0L) + " " + state)
                .collect(Collectors.joining(", "));
    }

    private String age(Instant since) {
        return Display.span(Duration.between(since, now()));
    }

    private String due(Instant at) {
        return at.isAfter(now())
                ? "in %s, at %s".formatted(Display.span(Duration.between(now(), at)), Display.time(at))
                : "now, for " + age(at);
    }

    private String json(Backlog backlog) {
        ObjectNode json = Json.object();
        ObjectNode rows = json.putObject("rows");
        List.of(RowState.values())
                .forEach(state ->
                        rows.put(state.toString(), backlog.counts().rows().getOrDefault(state, 0L)));
        ObjectNode deployments = json.putObject("deployments");
        backlog.counts().deployments().forEach((status, count) -> deployments.put(status.wireName(), count));
        Json.put(json, "oldest_owed", backlog.oldestOwed());
        Json.put(
                json,
                "oldest_owed_seconds",
                backlog.oldestOwed().map(since -> Duration.between(since, now()).toSeconds()));
        Json.put(json, "next_due", backlog.nextDue());
        Json.put(json, "gate", backlog.shut());
        Json.put(json, "pause", backlog.pause());
        Json.put(json, "decommissions_held_since", backlog.decommissionsHeldSince());
        Json.put(json, "retired_since", backlog.retiredSince());
        return Json.line(json);
    }
}
