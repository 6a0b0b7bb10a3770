package io.deptracker.cli;

import java.util.function.IntSupplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** A command that changes selected rows. */
abstract class ConfirmedRowCommand extends ConfirmedCommand {
    @Mixin
    private RowOptions rowOptions = new RowOptions();

    ConfirmedRowCommand(Context context) {
        super(context);
    }

    final RowOptions rowOptions() {
        if (rowOptions.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "select rows by --id, --state, --namespace, --name or --error; --name '*' selects all");
        }
        return rowOptions;
    }

    /** Makes a change to rows if the operator confirms it; returns the exit code. */
    final int change(String what, int count, IntSupplier change) {
        return change("row", what, count, change);
    }
}
