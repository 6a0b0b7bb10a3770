package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import picocli.CommandLine.Command;

@Command(
        name = "discard",
        header = "Gives rows up that are owed, dead or unattested: GitHub is never told.",
        description = {
            "Of the rows that fit everything that is given, those that are pending, parked, dead or unattested become"
                    + " superseded, and their last error says '" + RowActions.DISCARDED + "'.",
            "What that means: the controller compares the cluster with what the cluster said before, which the file goes on"
                    + " knowing. So nothing of such a deployment is owed again, by no restart and no comparison, until the"
                    + " cluster itself changes: another image, other metadata, or its end. Nor does the controller believe that"
                    + " GitHub has it: GitHub goes on showing what it accepted before. Where that was 'deployed', the end of the"
                    + " deployment is told as always; a discarded 'decommissioned' leaves it on GitHub for good.",
            "A row that is in flight can't be discarded: its worker settles it. Pause, and try again."
        },
        exitCodeList = {"0:done, or nothing fits, or the answer was no", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
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
                errors().println("%s in flight can't be discarded: pause, and try again"
                        .formatted(Display.rows(inFlight)));
            }
            return change("discarded", rowActions.discardable(filter), () -> rowActions.discard(filter));
        }
    }
}
