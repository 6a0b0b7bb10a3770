package io.deptracker.cli;

import io.deptracker.config.SecretText;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.Pause;
import io.deptracker.outbox.file.OutboxFile;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pause",
        header = "Lets nothing more go out to GitHub, until resume.",
        description = {
            "The controller goes on watching and writing down what is owed, and nothing is lost. Calls that are under way end"
                    + " as they would. It is seen within 2 seconds, kept across restarts, and shown by backlog and by"
                    + " deptracker_gate_shut{reason=\"paused\"}."
        },
        exitCodeList = {"0:it is paused", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {"%nExamples:", "  deployment-tracker pause --reason 'tokens are rotated, until 14:00'"})
final class PauseCommand extends OutboxCommand {
    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, for whoever looks.")
    private String reason = "";

    PauseCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) throws SettingsException {
        // It is stored, logged and shown as a metric.
        SecretText.refuse("--reason", reason);
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var gate = new GateStore(file);
            Optional<Pause> before = gate.pause();
            gate.pause(new Pause(reason, now()));
            print(before.map(pause ->
                            "it was paused already, since " + Display.time(pause.since()) + "; the reason is new")
                    .orElse("paused: nothing goes out until: deployment-tracker resume"));
            return EXIT_OK;
        }
    }
}
