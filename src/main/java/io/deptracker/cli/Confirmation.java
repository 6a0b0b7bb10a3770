package io.deptracker.cli;

import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that changes rows: it says how many, and asks first. */
abstract class Confirmation extends OutboxCommand {
    @Mixin
    private RowOptions rowOptions = new RowOptions();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    Confirmation(Context context) {
        super(context);
    }

    final RowOptions rowOptions() {
        if (rowOptions.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "say which rows: by --id, --state, --namespace, --name or --error; --name '*' are all");
        }
        return rowOptions;
    }

    /** Does it if that is wanted, and gives the exit code. */
    final int change(String what, int count, IntSupplier change) {
        if (count == 0) {
            print("no row that can be %s fits".formatted(what));
            return EXIT_OK;
        }
        if (!yes) {
            if (!context().terminal().isInteractive()) {
                errors().println("%s would be %s; here is no terminal to ask at: add --yes"
                        .formatted(Display.rows(count), what));
                return EXIT_WRONG_USE;
            }
            @Nullable
            String answer =
                    context().terminal().ask("%s will be %s. Go on? [y/N] ".formatted(Display.rows(count), what));
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
                print("nothing was changed");
                return EXIT_OK;
            }
        }
        print("%s %s".formatted(Display.rows(change.getAsInt()), what));
        return EXIT_OK;
    }
}
