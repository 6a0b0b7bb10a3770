package io.deptracker;

import io.deptracker.cli.Context;
import io.deptracker.cli.OutboxCommands;
import io.deptracker.cli.ReaderGoneException;
import io.deptracker.config.SecretText;
import io.deptracker.config.Setting;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        // Picocli's own writer does not notice what goes wrong below it.
        var out = new PrintWriter(System.out, true, System.out.charset());
        System.exit(commandLine(Context.system()).setOut(out).execute(args));
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
                .setExecutionExceptionHandler((failed, command, _) -> end(failed, command))
                .setExecutionStrategy(Main::execute);
    }

    /** Passes the flags before a command on to it. A command that does not take them would act as if they were not given. */
    private static void passOn(ParseResult parsed, CommandLine command) {
        Map<Setting, String> flags = ((Main) parsed.commandSpec().userObject()).options.flags();
        if (command.getCommandSpec().userObject() instanceof AcceptsFlags taker) {
            taker.options().addBeforeCommand(flags, command);
        } else if (!flags.isEmpty()) {
            throw new ParameterException(
                    command,
                    "%s: not a flag of '%s', which takes only its own options, and behind it"
                            .formatted(
                                    flags.keySet().stream().map(Setting::title).collect(Collectors.joining(", ")),
                                    command.getCommandName()));
        }
    }

    /** Ends a command that no one reads any more. */
    private static int end(Exception failed, CommandLine command) throws Exception {
        if (failed instanceof ReaderGoneException gone) {
            command.getErr().println(gone.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failed;
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
        CommandLine line = command.commandSpec().commandLine();
        if (parsed.hasSubcommand() && parsed.isUsageHelpRequested()) {
            line.usage(line.getOut());
            return line.getCommandSpec().exitCodeOnUsageHelp();
        }
        if (parsed.hasSubcommand()
                && !parsed.isVersionHelpRequested()
                && !command.isUsageHelpRequested()
                && !command.isVersionHelpRequested()) {
            passOn(parsed, line);
        }
        boolean runs = command.commandSpec().userObject() instanceof Main
                || command.commandSpec().userObject() instanceof RunCommand;
        if (!runs) {
            Logging.forCommands();
        }
        return new CommandLine.RunLast().execute(parsed);
    }
}
