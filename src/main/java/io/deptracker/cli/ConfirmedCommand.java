package io.deptracker.cli;

import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that changes the outbox: it prints what will change and asks for confirmation. */
abstract class ConfirmedCommand extends OutboxCommand {
    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean yes;

    ConfirmedCommand(Context context) {
        super(context);
    }

    final boolean isConfirmed() {
        return yes;
    }

    /**
     * Makes a change if the operator confirms it.
     *
     * @param noun the kind of thing that changes, in the singular
     * @param what the change, as a participle
     * @param count how many will change
     * @param change makes the change and returns how many changed
     * @return the exit code
     */
    final int change(String noun, String what, int count, IntSupplier change) {
        if (count == 0) {
            print("no %s that can be %s matches".formatted(noun, what));
            return EXIT_OK;
        }
        if (!yes) {
            String counted = Display.count(count, noun);
            if (!context().terminal().isInteractive()) {
                errors().println("%s would be %s; there is no terminal to ask at: add --yes".formatted(counted, what));
                return EXIT_WRONG_USE;
            }
            @Nullable
            String answer = context().terminal().ask("%s will be %s. Continue? [y/N] ".formatted(counted, what));
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
                print("nothing was changed");
                return EXIT_OK;
            }
        }
        print("%s %s".formatted(Display.count(change.getAsInt(), noun), what));
        return EXIT_OK;
    }
}
