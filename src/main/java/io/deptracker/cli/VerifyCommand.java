package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Verification;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        header = "Looks whether the outbox is whole and says nothing that can't be.",
        description = {
            "SQLite's own checks of the file and of its references; that each deployment's newest row says what the cluster"
                    + " says; that what GitHub is noted to have is what was delivered last; and that no lease is long over."
        },
        exitCodeList = {"0:all is well", "1:something is wrong, or the outbox can't be read", OutboxCommand.WRONG_USE},
        footer = {"%nExamples:", "  deployment-tracker verify", "  deployment-tracker verify --outbox outbox-monday.db"
        })
final class VerifyCommand extends OutboxCommand {
    @Option(names = "--json", description = "Print what is wrong as a JSON array of texts.")
    private boolean json;

    VerifyCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openReadOnly(settings.path())) {
            List<String> faults = new Verification(file, context().clock()).faults();
            if (json) {
                print(Json.line(faults));
            } else {
                print(faults.isEmpty() ? List.of("ok") : faults);
            }
            return faults.isEmpty() ? EXIT_OK : EXIT_FAILED;
        }
    }
}
