package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import picocli.CommandLine.Command;

@Command(
        name = "revive",
        header = "Makes rows due now that are dead, unattested or parked, with all their attempts.",
        description = {
            "Of the rows that fit everything that is given, those in these states become pending. A row that a newer one of its"
                    + " deployment has overtaken stays as it is: GitHub keeps one record per name, so only the last state counts.",
            "The controller takes them up within 2 seconds, where the gate is open."
        },
        exitCodeList = {"0:done, or nothing fits, or the answer was no", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {
            "%nExamples:",
            "  deployment-tracker revive --id 17,18",
            "  deployment-tracker revive --state dead --error '*HTTP 422*' --yes",
            "  deployment-tracker revive --state parked --namespace shop --yes"
        })
final class ReviveCommand extends ConfirmedRowCommand {
    ReviveCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        RowFilter filter = rowOptions().filter();
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var rowActions = new RowActions(file, context().clock());
            return change("revived", rowActions.revivable(filter), () -> rowActions.revive(filter));
        }
    }
}
