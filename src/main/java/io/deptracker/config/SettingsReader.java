package io.deptracker.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import io.deptracker.config.Settings.Log;
import io.deptracker.record.Environment;
import io.deptracker.record.NameTemplate;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A reader of the settings: flags override environment variables, those a file, and that the defaults. */
public final class SettingsReader {
    /** The environment variable that names a HOCON file. */
    public static final String FILE_VARIABLE = "CONFIG_FILE";

    private static final Pattern ORG = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern CLUSTER = Pattern.compile("[a-zA-Z0-9._-]{1,128}");
    private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARN", "ERROR");
    private static final int ENVIRONMENT_LIMIT = 128;

    private final Config config;
    private final Values values;
    private final List<String> remarks = new ArrayList<>();

    private SettingsReader(Config config) {
        this.config = config;
        this.values = new Values(config);
    }

    /**
     * Reads all settings.
     *
     * @param variables the environment
     * @param flags the flags that were given, as texts
     * @throws SettingsException naming every fault
     */
    public static Settings read(Map<String, String> variables, Map<Setting, String> flags) throws SettingsException {
        return read(variables, flags, reader -> reader.settings(variables));
    }

    /** Reads the settings of the outbox only, even if others are invalid. */
    public static Settings.Outbox readOutbox(Map<String, String> variables, Map<Setting, String> flags)
            throws SettingsException {
        return read(variables, flags, SettingsReader::outbox);
    }

    private static <T> T read(
            Map<String, String> variables, Map<Setting, String> flags, Function<SettingsReader, T> part)
            throws SettingsException {
        Config defaults = ConfigFactory.parseResources(
                "reference.conf", ConfigParseOptions.defaults().setAllowMissing(false));
        List<String> faults = new ArrayList<>();
        Config file = file(variables.getOrDefault(FILE_VARIABLE, ""), defaults, faults);
        Config config = given(variables, flags)
                .withFallback(file)
                .withFallback(defaults)
                .resolve();
        var reader = new SettingsReader(config);
        T settings = part.apply(reader);
        faults.addAll(reader.values.faults());
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return settings;
    }

    private static Config given(Map<String, String> variables, Map<Setting, String> flags) {
        Config given = ConfigFactory.empty();
        for (Setting setting : Setting.values()) {
            Optional<String> value = Optional.ofNullable(flags.get(setting))
                    .or(() -> setting.variables().stream()
                            .map(name -> variables.getOrDefault(name, ""))
                            .filter(text -> !text.isBlank())
                            .findFirst());
            if (value.isPresent()) {
                given = given.withValue(setting.path(), ConfigValueFactory.fromAnyRef(value.get(), setting.title()));
            }
        }
        return given;
    }

    private static Config file(String name, Config defaults, List<String> faults) {
        if (name.isBlank()) {
            return ConfigFactory.empty();
        }
        Optional<String> secret = SecretText.find(name)
                .map(SecretText.Kind::fault)
                .or(() -> Optional.of("contains control characters, which are not valid in a path, so its value"
                                + " is not shown")
                        .filter(_ -> Values.NO_PATH.matcher(name).find()));
        if (secret.isPresent()) {
            faults.add(FILE_VARIABLE + ": " + secret.get());
            return ConfigFactory.empty();
        }
        File path = new File(name);
        if (!path.exists() || path.isDirectory()) {
            faults.add("%s: %s can't be read: %s"
                    .formatted(FILE_VARIABLE, name, path.exists() ? "is a folder" : "no such file"));
            return ConfigFactory.empty();
        }
        try {
            Config file = ConfigFactory.parseFile(
                            path, ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            for (var entry : file.entrySet()) {
                if (!defaults.hasPath(entry.getKey())) {
                    faults.add("%s: %s is not a setting (%s)"
                            .formatted(
                                    FILE_VARIABLE,
                                    entry.getKey(),
                                    entry.getValue().origin().description()));
                }
            }
            return file;
        } catch (ConfigException.Parse faulty) {
            // The exception's message quotes the file, which may contain a token.
            faults.add("%s: %s can't be read: not valid HOCON, or a reference to an undefined value"
                    .formatted(FILE_VARIABLE, faulty.origin().description()));
            return ConfigFactory.empty();
        } catch (ConfigException | StackOverflowError unreadable) {
            // The parser is recursive, as deep as the file is nested.
            faults.add("%s: %s can't be read".formatted(FILE_VARIABLE, name));
            return ConfigFactory.empty();
        }
    }

    private Settings settings(Map<String, String> variables) {
        values.refuseSecrets();
        if (values.text(Setting.KUBECONFIG).isEmpty()) {
            String kubeconfig = variables.getOrDefault("KUBECONFIG", "");
            SecretText.find(kubeconfig).ifPresent(kind -> values.faults().add("KUBECONFIG: " + kind.fault()));
        }
        return new Settings(
                naming(),
                github(),
                new NetworkSettings(values).read(),
                new KubernetesSettings(values).read(),
                outbox(),
                delivery(),
                ops(),
                log(),
                remarks);
    }

    private Settings.Naming naming() {
        NameTemplate template = NameTemplate.parse("{{namespace}}");
        try {
            template = NameTemplate.parse(values.text(Setting.TEMPLATE));
        } catch (IllegalArgumentException faulty) {
            values.fault(Setting.TEMPLATE, String.valueOf(faulty.getMessage()));
        }
        String logical = values.required(Setting.LOGICAL_ENVIRONMENT);
        String physical = values.text(Setting.PHYSICAL_ENVIRONMENT);
        requireLength(Setting.LOGICAL_ENVIRONMENT, logical);
        requireLength(Setting.PHYSICAL_ENVIRONMENT, physical);
        String cluster = values.required(Setting.CLUSTER);
        if (!cluster.isEmpty() && !CLUSTER.matcher(cluster).matches()) {
            values.fault(
                    Setting.CLUSTER,
                    "is '%s', must be 1 to 128 letters, digits, dots, underscores or hyphens".formatted(cluster));
        }
        return new Settings.Naming(
                new Environment(logical, physical, cluster),
                template,
                RepositoryRulesReader.read(config, values.faults()));
    }

    private void requireLength(Setting setting, String text) {
        if (text.codePointCount(0, text.length()) > ENVIRONMENT_LIMIT) {
            values.fault(setting, "is longer than %d characters".formatted(ENVIRONMENT_LIMIT));
        }
    }

    private Settings.GitHub github() {
        String org = values.required(Setting.ORG);
        if (!org.isEmpty() && !ORG.matcher(org).matches()) {
            values.fault(Setting.ORG, "is '%s', must be letters, digits, hyphens or underscores".formatted(org));
        }
        BaseUrl baseUrl = BaseUrl.read(values.text(Setting.BASE_URL));
        baseUrl.fault().ifPresent(fault -> values.fault(Setting.BASE_URL, fault));
        boolean dryRun = values.flag(Setting.DRY_RUN);
        return new Settings.GitHub(baseUrl.uri(), org, new CredentialSettings(values, remarks).read(dryRun), dryRun);
    }

    private Settings.Outbox outbox() {
        Path path = values.path(Setting.OUTBOX_PATH, values.required(Setting.OUTBOX_PATH));
        // A dry run acts as if GitHub had accepted its records, so it must not share a file with a real run.
        boolean ownFile = values.flag(Setting.DRY_RUN) && path.getFileName() != null;
        return new Settings.Outbox(
                ownFile ? path.resolveSibling(path.getFileName() + ".dry-run") : path,
                values.duration(Setting.RETENTION),
                values.duration(Setting.DEAD_RETENTION));
    }

    private Settings.Delivery delivery() {
        Duration backoffFirst = values.wait(Setting.BACKOFF_FIRST);
        Duration backoffLongest = values.wait(Setting.BACKOFF_LONGEST);
        if (backoffFirst.compareTo(backoffLongest) > 0) {
            values.fault(Setting.BACKOFF_FIRST, "is longer than BACKOFF_LONGEST");
        }
        return new Settings.Delivery(
                values.integer(Setting.WORKERS, 1, 100),
                values.positive(Setting.PACE),
                values.integer(Setting.BURST, 1, 10_000),
                values.wait(Setting.REQUEST_TIMEOUT),
                values.integer(Setting.BATCH_SIZE, 1, 1000),
                values.integer(Setting.MAX_ATTEMPTS, 1, 1000),
                backoffFirst,
                backoffLongest,
                values.durations(Setting.PARK_SCHEDULE),
                values.wait(Setting.PARK_LIMIT),
                values.duration(Setting.DRAIN_TIMEOUT));
    }

    private Settings.Ops ops() {
        return new Settings.Ops(values.integer(Setting.METRICS_PORT, 1, 65_535));
    }

    private Log log() {
        String level = values.text(Setting.LOG_LEVEL).toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            // As in the Go tracker: an invalid log level does not prevent a start.
            remarks.add("LOG_LEVEL is '%s', not DEBUG, INFO, WARN or ERROR: using INFO".formatted(level));
            level = "INFO";
        }
        String format = values.text(Setting.LOG_FORMAT).toLowerCase(Locale.ROOT);
        if (!format.equals("json") && !format.equals("text")) {
            values.fault(Setting.LOG_FORMAT, "is '%s', must be json or text".formatted(format));
        }
        return new Log(level, format.equals("text") ? Log.Format.TEXT : Log.Format.JSON);
    }
}
