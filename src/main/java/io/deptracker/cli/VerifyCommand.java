package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Verification;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        header = "Checks the outbox for corruption and inconsistencies.",
        description = {
            "Runs SQLite's own checks of the file and of its references, and checks that each deployment's newest row"
                    + " matches the cluster's state, that the noted state of GitHub is what was delivered last, and"
                    + " that no lease expired long ago."
        },
        exitCodeList = {
            "0:no fault was found",
            "1:a fault was found, or the outbox cannot be read",
            OutboxCommand.WRONG_USE
        },
        footer = {"%nExamples:", "  deployment-tracker verify", "  deployment-tracker verify --outbox outbox-monday.db"
        })
final class VerifyCommand extends OutboxCommand {
    @Option(names = "--json", description = "Print the faults as a JSON array of texts.")
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
