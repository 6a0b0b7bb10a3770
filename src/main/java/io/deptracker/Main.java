package io.deptracker;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. Without a command it runs the controller, as GitHub's Go tracker does. */
@Command(
        name = "deployment-tracker",
        description = "Tells GitHub which built artifact runs where, and never forgets what it owes.",
        footer = RunCommand.EXIT_CODES,
        subcommands = RunCommand.class,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        return RunCommand.run(options, spec.commandLine().getErr());
    }

    /** Ends with the command's exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        // Flags are words behind one dash or two, never single letters run together.
        return new CommandLine(new Main()).setPosixClusteredShortOptionsAllowed(false);
    }
}
