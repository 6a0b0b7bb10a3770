package io.deptracker;

import io.deptracker.cli.Context;
import io.deptracker.cluster.ClusterException;
import io.deptracker.config.SecretText;
import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import io.deptracker.ops.OpsServer;
import io.deptracker.outbox.file.OutboxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The controller's command. */
@Command(
        name = "run",
        description = "Watches a cluster and keeps GitHub's deployment records up to date (the default command).",
        footer = RunCommand.EXIT_CODES,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunCommand implements Callable<Integer>, AcceptsFlags {
    static final String EXIT_CODES =
            "%nExit codes: 0 stopped as asked, 1 could not run, 2 wrong settings or wrong use.";

    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;

    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Context context;

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public RunOptions options() {
        return options;
    }

    @Override
    public Integer call() throws InterruptedException {
        return run(options.flags(), context.variables(), spec.commandLine().getErr());
    }

    /** Runs until a signal and returns the exit code. */
    static int run(Map<Setting, String> flags, Map<String, String> variables, PrintWriter errors)
            throws InterruptedException {
        // First of all: a signal at any later moment ends the process in order.
        ShutdownSignal shutdownSignal = ShutdownSignal.onSignals();
        Settings settings;
        try {
            settings = SettingsReader.read(variables, flags);
        } catch (SettingsException faulty) {
            errors.println(faulty.getMessage());
            return WRONG_SETTINGS;
        }
        Logging.use(settings.log());
        // Not earlier: the first logger reads what was just set.
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        shutdownSignal.logTo(log);
        settings.remarks().forEach(log::warn);
        OpsServer.limitSlowClients();
        try {
            new Tracker(settings, variables).run(shutdownSignal);
            return 0;
        } catch (OutboxException | ClusterException | IOException explained) {
            return shutdownSignal.cutStart() ? stopped(log, explained) : failed(log, explained);
        } catch (InterruptedException | RuntimeException unexplained) {
            if (shutdownSignal.cutStart()) {
                return stopped(log, unexplained);
            }
            throw unexplained;
        }
    }

    private static int failed(Logger log, Exception explained) {
        log.error(SecretText.masked(String.valueOf(explained.getMessage())));
        return FAILED;
    }

    /** Logs an interrupted start, which may have thrown any exception. */
    private static int stopped(Logger log, Exception interrupted) {
        log.debug("start was interrupted", interrupted);
        log.info("stopped before it had started");
        return 0;
    }
}
