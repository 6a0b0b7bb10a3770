package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.Beside;
import io.deptracker.outbox.GateStore;
import io.deptracker.outbox.OutboxFile;
import picocli.CommandLine.Command;

@Command(
        name = "resume",
        header = "Ends a pause: what is due goes out again within 2 seconds.",
        description = "A gate that is shut for another reason, such as a rate limit, stays so.",
        exitCodeList = {"0:it is not paused", OutboxCommand.FAILED, OutboxCommand.WRONG_USE},
        footer = {"%nExamples:", "  deployment-tracker resume"})
final class ResumeCommand extends OutboxCommand {
    ResumeCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = Beside.act(settings.path())) {
            print(new GateStore(file).resume() ? "resumed" : "it was not paused");
            return EXIT_OK;
        }
    }
}
