package io.deptracker.cli;

import io.deptracker.config.SecretText;
import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.DeploymentView;
import io.deptracker.outbox.operator.DeploymentView.Said;
import io.deptracker.outbox.operator.Inspection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        header = "Shows a deployment: its state in the cluster, what GitHub accepted, and its rows.",
        description = "Lists the rows that are still kept, the newest first; see RETENTION.",
        exitCodeList = {
            OutboxCommand.DONE,
            "1:there is no deployment of that name, or the outbox cannot be read",
            OutboxCommand.WRONG_USE
        },
        footer = {
            "%nExamples:",
            "  deployment-tracker show shop/web/app",
            "  deployment-tracker show shop/web/app --json | jq .[0].github"
        })
final class ShowCommand extends OutboxCommand {
    @Parameters(paramLabel = "NAME", description = "The deployment's name at GitHub.")
    @SuppressWarnings("NullAway.Init") // by picocli
    private String name;

    @Option(names = "--json", description = "Print a JSON array: one deployment for each environment that has it.")
    private boolean json;

    ShowCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openReadOnly(settings.path())) {
            List<DeploymentView> found = new Inspection(file, context().clock()).deployments(name);
            if (found.isEmpty()) {
                String quoted = SecretText.masked(name);
                errors().println("no deployment is called '%s'; see: list --name '*%s*'".formatted(quoted, quoted));
                return EXIT_FAILED;
            }
            if (json) {
                print(Json.line(found));
            } else {
                found.forEach(this::show);
            }
            return EXIT_OK;
        }
    }

    private void show(DeploymentView deployment) {
        print(List.of("deployment:   " + deployment.deploymentName(), "workload:     " + deployment.workload()));
        deployment.contestedBy().forEach(other -> print("contested by: " + other + "; see DN_TEMPLATE"));
        print(List.of(
                "environment:  "
                        + Stream.of(
                                        deployment.logicalEnvironment(),
                                        deployment.physicalEnvironment(),
                                        deployment.clusterName())
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(", ")),
                "cluster has:  " + line(deployment.cluster()),
                "GitHub has:   " + line(deployment.github()),
                ""));
        print(deployment.rows().isEmpty() ? List.of("no rows are left") : ListCommand.table(deployment.rows()));
    }

    private static String line(@Nullable Said said) {
        return said == null
                ? "nothing"
                : "%s %s (%s), since %s".formatted(said.status(), said.image(), said.digest(), Display.time(said.at()));
    }
}
