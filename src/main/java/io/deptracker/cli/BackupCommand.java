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
        header = "Copies the outbox, consistent at one moment, while the controller runs.",
        description = {
            "The copy is a complete outbox: a controller can continue with it, and every command accepts it with"
                    + " --outbox. A controller that continues with it posts every deployment again, because the copy"
                    + " may lack later changes."
        },
        exitCodeList = {
            OutboxCommand.DONE,
            "1:the outbox cannot be read, or the copy cannot be written",
            OutboxCommand.WRONG_USE
        },
        footer = {
            "%nExamples:",
            "  deployment-tracker backup /var/lib/deployment-tracker/outbox-monday.db",
            "  deployment-tracker verify --outbox /var/lib/deployment-tracker/outbox-monday.db"
        })
final class BackupCommand extends OutboxCommand {
    @Parameters(paramLabel = "FILE", description = "The copy to create; must not exist.")
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
