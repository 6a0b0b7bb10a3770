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
        description = "Keeps the deployment records at GitHub up to date with what runs in a cluster.",
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

    /** Exits with the command's exit code. */
    public static void main(String[] args) {
        // Picocli's own writer does not notice errors of the stream below it.
        var out = new PrintWriter(System.out, true, System.out.charset());
        System.exit(commandLine(Context.system()).setOut(out).execute(args));
    }

    static CommandLine commandLine(Context context) {
        var main = new CommandLine(new Main(context));
        main.addSubcommand(new RunCommand(context));
        main.addSubcommand(new DoctorCommand(context));
        main.addSubcommand(new AuditCommand(context));
        OutboxCommands.of(context).forEach(main::addSubcommand);
        // Flags are words after one dash or two, never single letters run together.
        return main.setPosixClusteredShortOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> refuse(wrong))
                .setExecutionExceptionHandler((failed, command, _) -> end(failed, command))
                .setExecutionStrategy(Main::execute);
    }

    /**
     * Passes the flags before a command to it. A command that does not accept them fails, since it would silently
     * ignore them.
     */
    private static void passOn(ParseResult parsed, CommandLine command) {
        Map<Setting, String> flags = ((Main) parsed.commandSpec().userObject()).options.flags();
        if (command.getCommandSpec().userObject() instanceof AcceptsFlags acceptor) {
            acceptor.options().addBeforeCommand(flags, command);
        } else if (!flags.isEmpty()) {
            throw new ParameterException(
                    command,
                    "%s: not a flag of '%s', which accepts only its own options, after its name"
                            .formatted(
                                    flags.keySet().stream().map(Setting::title).collect(Collectors.joining(", ")),
                                    command.getCommandName()));
        }
    }

    /** Ends a command whose output has no reader any more. */
    private static int end(Exception failed, CommandLine command) throws Exception {
        if (failed instanceof ReaderGoneException gone) {
            command.getErr().println(gone.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failed;
    }

    /** Rejects wrong use as picocli does, but without secrets that the arguments contain. */
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
