package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import picocli.CommandLine.Command;

@Command(
        name = "discard",
        header = "Discards pending, parked, dead or unattested rows without notifying GitHub.",
        description = {
            "Of the rows that match all options, those that are pending, parked, dead or unattested become"
                    + " superseded, with the last error '" + RowActions.DISCARDED + "'.",
            "The outbox keeps the last state of the cluster, with which the controller compares the present one."
                    + " Therefore neither a restart nor a reconciliation posts such a deployment again until the"
                    + " cluster itself changes: another image, other metadata, or its end. GitHub continues to show"
                    + " what it accepted before. If that was 'deployed', the end of the deployment is posted as"
                    + " usual; a discarded 'decommissioned' leaves the deployment on GitHub for good.",
            "A row in flight cannot be discarded, because its worker settles it: pause and try again."
        },
        exitCodeList = {"0:done, nothing matches, or not confirmed", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {
            "%nExamples:",
            "  deployment-tracker discard --id 17",
            "  deployment-tracker discard --state dead --name 'sandbox/*' --yes"
        })
final class DiscardCommand extends ConfirmedRowCommand {
    DiscardCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        RowFilter filter = rowOptions().filter();
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var rowActions = new RowActions(file, context().clock());
            int inFlight = rowActions.inFlight(filter);
            if (inFlight > 0) {
                errors().println("%s in flight cannot be discarded: pause and try again"
                        .formatted(Display.rows(inFlight)));
            }
            return change("discarded", rowActions.discardable(filter), () -> rowActions.discard(filter));
        }
    }
}
