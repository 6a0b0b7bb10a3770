package io.deptracker;

import io.deptracker.config.Setting;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags of the controller: those of GitHub's Go tracker, with one dash or two. The settings parse their values. */
final class RunOptions {
    @Option(
            names = {"-kubeconfig", "--kubeconfig"},
            paramLabel = "FILE",
            description = "The kubeconfig file.")
    private @Nullable String kubeconfig;

    @Option(
            names = {"-namespace", "--namespace"},
            paramLabel = "NAMES",
            description = "The namespaces to watch, separated by commas; default all.")
    private @Nullable String namespace;

    @Option(
            names = {"-exclude-namespaces", "--exclude-namespaces"},
            paramLabel = "NAMES",
            description = "Namespaces to exclude, separated by commas; kube-* means all that begin with kube-.")
    private @Nullable String excludeNamespaces;

    @Option(
            names = {"-workers", "--workers"},
            paramLabel = "N",
            description = "The number of calls in flight at once; default 2.")
    private @Nullable String workers;

    @Option(
            names = {"-metrics-port", "--metrics-port"},
            paramLabel = "PORT",
            description = "The port of metrics and health; default 9090.")
    private @Nullable String metricsPort;

    @Option(
            names = {"-dry-run", "--dry-run"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Print each record as it would be posted; post nothing.")
    private @Nullable String dryRun;

    @Option(
            names = {"-confirm-decommission", "--confirm-decommission"},
            arity = "0..1",
            fallbackValue = "true",
            description = "Decommission, once, what the brake holds back because most deployments seem to be gone.")
    private @Nullable String confirmDecommission;

    private final Map<Setting, String> beforeCommand = new EnumMap<>(Setting.class);

    /**
     * Adds the flags before the command's name, which mean the same as after it.
     *
     * @throws ParameterException if one is also given after it
     */
    void addBeforeCommand(Map<Setting, String> flags, CommandLine command) {
        Map<Setting, String> behind = flags();
        for (Setting setting : flags.keySet()) {
            if (behind.containsKey(setting)) {
                throw new ParameterException(
                        command,
                        "%s should be given only once, before or after '%s'"
                                .formatted(setting.title(), command.getCommandName()));
            }
        }
        beforeCommand.putAll(flags);
    }

    /** Returns the flags that were given. */
    Map<Setting, String> flags() {
        var flags = new EnumMap<Setting, String>(beforeCommand);
        put(flags, Setting.KUBECONFIG, kubeconfig);
        put(flags, Setting.NAMESPACE, namespace);
        put(flags, Setting.EXCLUDE_NAMESPACES, excludeNamespaces);
        put(flags, Setting.WORKERS, workers);
        put(flags, Setting.METRICS_PORT, metricsPort);
        put(flags, Setting.DRY_RUN, dryRun);
        put(flags, Setting.CONFIRM_DECOMMISSION, confirmDecommission);
        return flags;
    }

    private static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
        if (value != null) {
            flags.put(setting, value);
        }
    }
}
