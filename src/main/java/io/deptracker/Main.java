package io.deptracker;

import io.deptracker.cli.Context;
import io.deptracker.cli.OutboxCommands;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line. Without a command it runs the controller, as GitHub's Go tracker does. */
@Command(
        name = "deployment-tracker",
        description = "Tells GitHub which built artifact runs where, and never forgets what it owes.",
        footer = RunCommand.EXIT_CODES,
        subcommands = {RunCommand.class, AutoComplete.GenerateCompletion.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return RunCommand.run(options, spec.commandLine().getErr());
    }

    /** Ends with the command's exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(Context.system()).execute(args));
    }

    static CommandLine commandLine(Context context) {
        var main = new CommandLine(new Main());
        main.addSubcommand(new DoctorCommand(context));
        main.addSubcommand(new AuditCommand(context));
        OutboxCommands.of(context).forEach(main::addSubcommand);
        // Flags are words behind one dash or two, never single letters run together.
        return main.setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute);
    }

    private static int execute(ParseResult parsed) {
        ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        boolean runs = command.commandSpec().userObject() instanceof Main
                || command.commandSpec().userObject() instanceof RunCommand;
        if (!runs) {
            Logging.forCommands();
        }
        return new CommandLine.RunLast().execute(parsed);
    }
}
