package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Inspection;
import io.deptracker.outbox.operator.RowView;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "list",
        header = "Lists rows of the outbox, the newest first.",
        description = "Lists the rows that match all options. A glob may contain *, ? and [abc]; quote it.",
        exitCodeList = {OutboxCommand.DONE, OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {
            "%nExamples:",
            "  deployment-tracker list --state dead",
            "  deployment-tracker list --state parked --name 'shop/*' --limit 20",
            "  deployment-tracker list --error 'no artifacts' --json | jq -r .[].deployment_name"
        })
final class ListCommand extends OutboxCommand {
    static final List<String> TITLES =
            List.of("ID", "STATE", "DEPLOYMENT", "STATUS", "IMAGE", "ATTEMPTS", "OWED SINCE", "DUE AT", "LAST ERROR");

    @Mixin
    private RowOptions rowOptions = new RowOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "The most rows to list; default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    ListCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        if (limit < 1) {
            throw new ParameterException(spec().commandLine(), "--limit: is %d, must be over 0".formatted(limit));
        }
        try (OutboxFile file = OutboxFile.openReadOnly(settings.path())) {
            List<RowView> rows = new Inspection(file, context().clock()).rows(rowOptions.filter(), limit);
            if (json) {
                print(Json.line(rows));
            } else if (rows.isEmpty()) {
                print("no row matches");
            } else {
                print(table(rows));
                rows.stream()
                        .map(ListCommand::contested)
                        .flatMap(List::stream)
                        .distinct()
                        .forEach(this::print);
                if (rows.size() == limit) {
                    errors().println("the newest %d rows; there may be more: raise --limit".formatted(limit));
                }
            }
            return EXIT_OK;
        }
    }

    static List<String> table(List<RowView> rows) {
        return Display.table(TITLES, rows.stream().map(ListCommand::columns).toList());
    }

    /** Describes the conflict if two workloads render the same deployment name. */
    private static List<String> contested(RowView row) {
        return row.contestedBy().stream()
                .map(other -> "%s belongs to %s, and is also rendered by %s; see DN_TEMPLATE"
                        .formatted(row.deploymentName(), row.workload(), other))
                .toList();
    }

    private static List<String> columns(RowView row) {
        boolean waits = row.state().isWaiting();
        return List.of(
                String.valueOf(row.id()),
                row.state().toString(),
                row.deploymentName(),
                row.status(),
                row.image(),
                String.valueOf(row.attempts()),
                Display.time(row.enqueuedAt()),
                waits ? Display.time(row.availableAt()) : "",
                Objects.requireNonNullElse(row.lastError(), ""));
    }
}
