package io.deptracker.cli;

import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.upkeep.Pruning;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        header = "Removes finished rows and deployments that are old enough.",
        description = {
            "Removes delivered, superseded and unattested rows and decommissioned deployments older than RETENTION,"
                    + " and dead rows older than DEAD_RETENTION. The controller does the same every 10 minutes. The"
                    + " backlog is never removed."
        },
        exitCodeList = {OutboxCommand.DONE, OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {"%nExamples:", "  deployment-tracker prune --retention 1h --dead-retention 7d"})
final class PruneCommand extends OutboxCommand {
    @Option(names = "--retention", paramLabel = "SPAN", description = "Overrides RETENTION, such as 12h or 7d.")
    private @Nullable String retention;

    @Option(names = "--dead-retention", paramLabel = "SPAN", description = "Overrides DEAD_RETENTION.")
    private @Nullable String deadRetention;

    PruneCommand(Context context) {
        super(context);
    }

    @Override
    Map<Setting, String> overruled() {
        var flags = new EnumMap<Setting, String>(Setting.class);
        if (retention != null) {
            flags.put(Setting.RETENTION, retention);
        }
        if (deadRetention != null) {
            flags.put(Setting.DEAD_RETENTION, deadRetention);
        }
        return flags;
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            int pruned = new Pruning(file, context().clock(), settings.retention(), settings.deadRetention()).run();
            print("%s pruned".formatted(Display.rows(pruned)));
            return EXIT_OK;
        }
    }
}
