package io.deptracker.cli;

import io.deptracker.config.SecretText;
import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import io.deptracker.outbox.file.OutboxException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command on the outbox file. It needs no setting except the file's path. */
@Command(
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        sortOptions = false)
abstract class OutboxCommand implements Callable<Integer> {
    static final String DONE = "0:done";
    static final String FAILED = "1:the outbox cannot be read or written";
    static final String WRONG_USE = "2:wrong use or wrong settings";

    static final int EXIT_OK = 0;
    static final int EXIT_FAILED = 1;
    static final int EXIT_WRONG_USE = 2;

    @Option(
            names = "--outbox",
            paramLabel = "FILE",
            description =
                    "The outbox file, used as given; default OUTBOX_PATH, with .dry-run appended if DRY_RUN is set.")
    private @Nullable Path outbox;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Context context;

    OutboxCommand(Context context) {
        this.context = context;
    }

    @Override
    public final Integer call() {
        try {
            return run(settings());
        } catch (SettingsException faulty) {
            errors().println(faulty.getMessage());
            return EXIT_WRONG_USE;
        } catch (OutboxException refused) {
            errors().println(refused.getMessage());
            return EXIT_FAILED;
        }
    }

    /** Executes the command and returns its exit code. */
    abstract int run(Settings.Outbox settings) throws SettingsException;

    /** Returns settings that this command's own options override. */
    Map<Setting, String> overruled() {
        return new EnumMap<>(Setting.class);
    }

    private Settings.Outbox settings() throws SettingsException {
        if (outbox != null) {
            SecretText.refuse("--outbox", outbox.toString());
        }
        Settings.Outbox read = SettingsReader.readOutbox(context.variables(), overruled());
        return outbox == null ? read : new Settings.Outbox(outbox, read.retention(), read.deadRetention());
    }

    final Context context() {
        return context;
    }

    final Instant now() {
        return context.clock().instant();
    }

    final CommandSpec spec() {
        return spec;
    }

    final PrintWriter errors() {
        return spec.commandLine().getErr();
    }

    final void print(List<String> lines) {
        lines.forEach(new Output(spec.commandLine().getOut())::line);
    }

    final void print(String line) {
        print(List.of(line));
    }
}
