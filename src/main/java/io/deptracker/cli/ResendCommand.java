package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.DeploymentFilter;
import io.deptracker.outbox.operator.RowActions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "resend",
        header = "Posts the present record of deployments again, even if GitHub accepted it before.",
        description = {
            "For records that were changed or lost at GitHub. Writes one new row for each selected deployment: a"
                    + " deployed one with what runs now, a decommissioned one only if GitHub may still show it as"
                    + " deployed. Its dead and unattested rows become superseded. A deployment with a pending, leased"
                    + " or parked row is not changed.",
            "The controller starts to deliver the rows within 2 seconds if the gate is open."
        },
        exitCodeList = {"0:done, nothing matches, or not confirmed", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {
            "%nExamples:",
            "  deployment-tracker resend --name 'shop/web/*'",
            "  deployment-tracker resend --namespace shop --yes",
            "  deployment-tracker resend --all"
        })
final class ResendCommand extends ConfirmedCommand {
    @Option(names = "--namespace", paramLabel = "GLOB", description = "Deployments in that namespace.")
    private @Nullable String namespace;

    @Option(names = "--name", paramLabel = "GLOB", description = "Deployments of that name: 'shop/web/*'.")
    private @Nullable String name;

    @Option(names = "--all", description = "Every deployment.")
    private boolean all;

    ResendCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        var filter = new DeploymentFilter(null, namespace, name);
        if (all == !filter.equals(DeploymentFilter.ALL)) {
            throw new ParameterException(
                    spec().commandLine(), "select deployments by --namespace or --name, or use --all alone");
        }
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var rowActions = new RowActions(file, context().clock());
            int owed = rowActions.owed(filter);
            if (owed > 0) {
                print("not changed, because they have a row that is not delivered yet: "
                        + Display.count(owed, "deployment"));
            }
            return change("deployment", "posted again", rowActions.resendable(filter), () -> rowActions.resend(filter));
        }
    }
}
