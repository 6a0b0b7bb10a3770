package io.deptracker.cli;

import io.deptracker.config.SecretText;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.outbox.file.Backup;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        header = "Copies the outbox as it stands at one moment, while the controller runs.",
        description = {
            "The copy is an outbox itself, without gaps: a controller can go on with it, and every command takes it as"
                    + " --outbox. Whoever goes on with it tells GitHub anew what stands: the copy may have missed something."
        },
        exitCodeList = {
            OutboxCommand.DONE,
            "1:the outbox can't be read, or the copy can't be written",
            OutboxCommand.WRONG_USE
        },
        footer = {
            "%nExamples:",
            "  deployment-tracker backup /var/lib/deployment-tracker/outbox-monday.db",
            "  deployment-tracker verify --outbox /var/lib/deployment-tracker/outbox-monday.db"
        })
final class BackupCommand extends OutboxCommand {
    @Parameters(paramLabel = "FILE", description = "The copy; must not exist.")
    @SuppressWarnings("NullAway.Init") // by picocli
    private Path copy;

    BackupCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) throws SettingsException {
        SecretText.refuse("FILE", copy.toString());
        Backup.make(settings.path(), copy);
        print("%s is a copy of %s".formatted(copy, settings.path()));
        return EXIT_OK;
    }
}
