package io.deptracker;

import io.deptracker.cli.Context;
import io.deptracker.cli.HelpOption;
import io.deptracker.cli.Json;
import io.deptracker.cli.Output;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import io.deptracker.doctor.ClusterCheck;
import io.deptracker.doctor.Finding;
import io.deptracker.doctor.GitHubCheck;
import io.deptracker.doctor.OutboxCheck;
import io.deptracker.github.Credential;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        header = "Checks whether the controller has everything that it needs.",
        description = {
            "Checks the settings, the API server and its permissions, the connection to GitHub, its clock and whether"
                    + " it accepts the credential, the volume, and the outbox on it. Prints a line for each check:"
                    + " ok, warn or fail, and what to do.",
            "Needs the controller's settings and flags: run it in the controller's container, which has them. It"
                    + " changes nothing."
        },
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing fails", "1:something fails", "2:wrong use"},
        footer = {"%nExamples:", "  deployment-tracker doctor", "  deployment-tracker doctor -namespace shop,pay --json"
        })
final class DoctorCommand implements Callable<Integer>, AcceptsFlags {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String SETTINGS = "settings";

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--json", description = "Print the findings as one JSON array.")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Context context;

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public RunOptions options() {
        return options;
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        var out = new Output(spec.commandLine().getOut());
        if (json) {
            out.line(Json.line(findings));
        } else {
            findings.stream().map(Finding::line).forEach(out::line);
        }
        return findings.stream().anyMatch(Finding::failed) ? 1 : 0;
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            Settings settings = SettingsReader.read(context.variables(), options.flags());
            findings.add(Finding.ok(SETTINGS, "all are well"));
            settings.remarks()
                    .forEach(remark -> findings.add(Finding.warn(SETTINGS, remark, "see the README's settings")));
            findings.addAll(
                    guarded("kubernetes", () -> ClusterCheck.findings(settings.kubernetes(), context.variables())));
            findings.addAll(guarded("github", () -> gitHub(settings)));
        } catch (SettingsException faulty) {
            faulty(faulty).forEach(findings::add);
        }
        try {
            var outbox = SettingsReader.readOutbox(context.variables(), options.flags());
            findings.addAll(guarded("outbox", () -> OutboxCheck.findings(outbox.path())));
        } catch (SettingsException saidAbove) {
            // Its faults are among those of all settings.
        }
        return findings;
    }

    /** Runs a check. Its unexpected failure is a finding too and does not prevent the other checks. */
    private static List<Finding> guarded(String check, Supplier<List<Finding>> findings) {
        try {
            return findings.get();
        } catch (RuntimeException unexpected) {
            return List.of(Finding.fail(check, "the check itself failed: " + unexpected, "report it with this line"));
        }
    }

    private static Stream<Finding> faulty(SettingsException faulty) {
        return String.valueOf(faulty.getMessage())
                .lines()
                .map(fault -> Finding.fail(SETTINGS, fault, "fix it; the cluster and GitHub are checked after that"));
    }

    private List<Finding> gitHub(Settings settings) {
        var github = settings.github();
        try (HttpClient http = GitHubAccess.open(settings, CONNECT_TIMEOUT)) {
            Optional<Credential> credential = github.dryRun()
                    ? Optional.empty()
                    : Optional.of(Credentials.unasked(github, http, CONNECT_TIMEOUT, context.clock()));
            var findings = new GitHubCheck(GitHubAccess.endpoint(settings), http, context.clock()).findings(credential);
            http.shutdownNow();
            return findings;
        } catch (IOException unusable) {
            return List.of(Finding.fail("tls", String.valueOf(unusable.getMessage()), "see CA_CERT_FILE"));
        }
    }
}
