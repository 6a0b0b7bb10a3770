package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import picocli.CommandLine.Command;

@Command(
        name = "revive",
        header = "Makes dead, unattested or parked rows due now, with all their attempts.",
        description = {
            "Of the rows that match all options, those in these states become pending. A row that a newer one of its"
                    + " deployment has overtaken is not changed: GitHub keeps one record per name, so only the last"
                    + " state counts.",
            "The controller starts to deliver them within 2 seconds if the gate is open."
        },
        exitCodeList = {"0:done, nothing matches, or not confirmed", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
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
