package io.deptracker.cli;

import io.deptracker.config.Settings;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.control.GateStore.ShutGate;
import io.deptracker.outbox.file.OutboxFile;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        header = "Ends a pause; with --gate, opens a gate that stays shut for too long.",
        description = {
            "Without --gate, ends a pause: the delivery of due rows starts again within 2 seconds. A gate that is"
                    + " shut for another reason stays shut.",
            "With --gate, opens that gate instead, for any reason: a rate limit, a rejected credential or an outage."
                    + " A running controller follows within 2 seconds. If the cause still holds, the next call shuts"
                    + " the gate again. GitHub may ban an integration that continues to call during a rate limit:"
                    + " open the gate only if you know that the limit is over. A pause remains."
        },
        exitCodeList = {
            "0:deliveries are not paused; with --gate: the gate is open",
            OutboxCommand.FAILED,
            OutboxCommand.WRONG_USE
        },
        footer = {"%nExamples:", "  deployment-tracker resume", "  deployment-tracker resume --gate"})
final class ResumeCommand extends OutboxCommand {
    @Option(names = "--gate", description = "Open the gate; a pause remains.")
    private boolean gate;

    ResumeCommand(Context context) {
        super(context);
    }

    @Override
    int run(Settings.Outbox settings) {
        try (OutboxFile file = OutboxFile.openShared(settings.path())) {
            var store = new GateStore(file);
            if (gate) {
                print(store.release(now()).map(this::opened).orElse("the gate was open"));
                store.pause()
                        .ifPresent(pause -> print("delivery is paused since %s; to end that: resume"
                                .formatted(Display.time(pause.since()))));
            } else {
                print(store.resume() ? "resumed" : "it was not paused");
            }
            return EXIT_OK;
        }
    }

    private String opened(ShutGate shut) {
        return "opened: it was shut by %s for %s, since %s: %s"
                .formatted(
                        shut.reason(),
                        Display.span(Duration.between(shut.since(), now())),
                        Display.time(shut.since()),
                        shut.detail());
    }
}
