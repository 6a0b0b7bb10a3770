package io.deptracker;

import io.deptracker.cli.Context;
import io.deptracker.cli.OutboxCommands;
import io.deptracker.config.SecretText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Without a command it runs the controller, as GitHub's Go tracker does. */
@Command(
        name = "deployment-tracker",
        description = "Tells GitHub which built artifact runs where, and never forgets what it owes.",
        footer = RunCommand.EXIT_CODES,
        subcommands = AutoComplete.GenerateCompletion.class,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Context context;

    private Main(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return RunCommand.run(
                options.flags(), context.variables(), spec.commandLine().getErr());
    }

    /** Ends with the command's exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(Context.system()).execute(args));
    }

    static CommandLine commandLine(Context context) {
        var main = new CommandLine(new Main(context));
        main.addSubcommand(new RunCommand(context));
        main.addSubcommand(new DoctorCommand(context));
        main.addSubcommand(new AuditCommand(context));
        OutboxCommands.of(context).forEach(main::addSubcommand);
        // Flags are words behind one dash or two, never single letters run together.
        return main.setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> refuse(wrong))
                .setExecutionStrategy(Main::execute);
    }

    /** Refuses wrong use as picocli does, but shows no secret that stands among the arguments. */
    private static int refuse(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter errors = command.getErr();
        errors.println(SecretText.masked(String.valueOf(wrong.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(wrong, errors)) {
            command.usage(errors, command.getColorScheme());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
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
