package io.deptracker.cli;

import java.util.List;

/** The list of commands on the outbox file, in the order of the help. */
public final class OutboxCommands {
    private OutboxCommands() {}

    /** Returns all of them. */
    public static List<Object> of(Context context) {
        return List.of(
                new BacklogCommand(context),
                new ListCommand(context),
                new ShowCommand(context),
                new PauseCommand(context),
                new ResumeCommand(context),
                new ReviveCommand(context),
                new DiscardCommand(context),
                new ResendCommand(context),
                new RetireCommand(context),
                new PruneCommand(context),
                new BackupCommand(context),
                new VerifyCommand(context));
    }
}
