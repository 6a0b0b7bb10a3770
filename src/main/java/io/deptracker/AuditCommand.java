package io.deptracker;

import io.deptracker.audit.Audit;
import io.deptracker.audit.Audit.Report;
import io.deptracker.cli.Context;
import io.deptracker.cli.HelpOption;
import io.deptracker.cli.Output;
import io.deptracker.cli.Progress;
import io.deptracker.config.SecretText;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import io.deptracker.delivery.Pace;
import io.deptracker.github.RecordReader;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.AuditedDeployment;
import io.deptracker.outbox.operator.DeploymentFilter;
import io.deptracker.outbox.operator.Inspection;
import io.deptracker.outbox.operator.Inspection.Deployed;
import io.deptracker.outbox.operator.RowActions;
import io.deptracker.record.Digest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        header = "Reads back from GitHub the records that it accepted and prints differences.",
        description = {
            "Reads the records of each digest once, at PACE, and compares those of deployed deployments whose present"
                    + " record GitHub accepted: whether they exist and have the same tags and runtime risks. Records"
                    + " that are not delivered yet or known to differ are counted, not compared.",
            "GitHub does not return the status of a record: whether it shows one as deployed or decommissioned cannot"
                    + " be audited. The calls count against the limits of the controller's credential.",
            "Needs the controller's settings: run it in the controller's container, which has them."
        },
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing differs",
            "1:GitHub or the outbox cannot be read",
            "2:wrong use or wrong settings",
            "3:something differs, even if --fix had it posted again"
        },
        footer = {"%nExamples:", "  deployment-tracker audit", "  deployment-tracker audit --fix"})
final class AuditCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final int DIFFERS = 3;

    @Option(names = "--fix", description = "Post the records that differ again, as resend does.")
    private boolean fix;

    @Option(names = "--outbox", paramLabel = "FILE", description = "The outbox file, instead of OUTBOX_PATH.")
    private @Nullable Path outbox;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Context context;

    AuditCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            if (outbox != null) {
                SecretText.refuse("--outbox", outbox.toString());
            }
            Settings settings = SettingsReader.read(context.variables(), Map.of());
            if (settings.github().dryRun()) {
                errors.println("a dry run posts nothing, so there is nothing at GitHub to audit; check DRY_RUN");
                return WRONG_USE;
            }
            Path path = outbox == null ? settings.outbox().path() : outbox;
            try (OutboxFile file = fix ? OutboxFile.openShared(path) : OutboxFile.openReadOnly(path)) {
                return audit(file, settings);
            }
        } catch (SettingsException faulty) {
            errors.println(faulty.getMessage());
            return WRONG_USE;
        } catch (OutboxException | IOException unreadable) {
            errors.println(unreadable.getMessage());
            return FAILED;
        }
    }

    private int audit(OutboxFile file, Settings settings) throws IOException, InterruptedException {
        Optional<GateStore.ShutGate> limit = new GateStore(file)
                .read(context.clock().instant())
                .filter(shut -> shut.reason() == GateReason.RATE_LIMIT)
                .filter(shut -> shut.until().isAfter(context.clock().instant()));
        if (limit.isPresent()) {
            spec.commandLine()
                    .getErr()
                    .println("GitHub limits the calls of this credential until %s; try again after that: %s"
                            .formatted(limit.get().until(), limit.get().detail()));
            return FAILED;
        }
        Deployed deployed = new Inspection(file, context.clock()).deployed();
        Map<Digest, List<AuditedDeployment>> digests = Audit.byDigest(deployed.audited());
        var progress = new Progress(spec.commandLine().getOut(), context, "digests read");
        Report report = read(settings, digests, progress);
        print(deployed, digests.size(), report);
        if (report.failure().isPresent()) {
            spec.commandLine().getErr().println(report.failure().get());
            return FAILED;
        }
        if (report.differences().isEmpty()) {
            return 0;
        }
        if (fix) {
            List<Long> ids = report.differences().stream()
                    .map(difference -> difference.deployment().id())
                    .toList();
            say("posted again:  %,d".formatted(new RowActions(file, context.clock()).resend(DeploymentFilter.of(ids))));
        }
        return DIFFERS;
    }

    private Report read(Settings settings, Map<Digest, List<AuditedDeployment>> digests, Progress progress)
            throws IOException, InterruptedException {
        var timeout = settings.delivery().requestTimeout();
        try (HttpClient http = GitHubAccess.open(settings, timeout)) {
            var recordReader = new RecordReader(
                    GitHubAccess.endpoint(settings),
                    Credentials.unasked(settings.github(), http, timeout, context.clock()),
                    http,
                    timeout,
                    context.clock());
            var pace = new Pace(
                    context.clock(),
                    settings.delivery().pace(),
                    settings.delivery().burst(),
                    0);
            progress.show(0, digests.size(), "");
            var report = new Audit(recordReader, pace, context.clock())
                    .run(digests, read -> progress.show(read, digests.size(), ""));
            http.shutdownNow();
            return report;
        } finally {
            progress.end();
        }
    }

    private void print(Deployed deployed, int digests, Report report) {
        report.differences()
                .forEach(difference -> say(difference.deployment().deploymentName() + ": " + difference.text()));
        say("audited:       %,d deployments of %,d digests, %,d digests read"
                .formatted(deployed.audited().size(), digests, report.read()));
        say("differ:        %,d".formatted(report.differences().size()));
        if (report.unseen() > 0) {
            say("not compared:  %,d, because GitHub listed only some records of their digest"
                    .formatted(report.unseen()));
        }
        say("not audited:   %,d that are not delivered yet or known to differ".formatted(deployed.others()));
        say("status:        cannot be audited: GitHub does not return whether a record is deployed or decommissioned");
        if (report.unknown() > 0 && report.unknown() == report.read()) {
            say(
                    "GitHub knows none of the digests: the credential may lack the repository permission 'Artifact metadata'");
        }
    }

    private void say(String line) {
        new Output(spec.commandLine().getOut()).line(line);
    }
}
