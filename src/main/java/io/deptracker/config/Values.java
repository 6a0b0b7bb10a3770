package io.deptracker.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import io.deptracker.config.SecretText.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reader of single values that collects their faults. A faulty value is read as a harmless one, so that reading
 * continues.
 */
final class Values {
    private static final Pattern DURATION = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?\\s*[A-Za-z]+");

    static final Pattern NO_PATH = Pattern.compile("\\p{Cntrl}");

    /** The user and password of a proxy. */
    private static final Pattern USER = Pattern.compile("^(?:[A-Za-z][-+.A-Za-z0-9]*://)?[^/]*@");

    /** Beyond this, sums with instants could overflow. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final Duration HARMLESS = Duration.ofSeconds(1);

    private final Config config;
    private final List<String> faults = new ArrayList<>();

    Values(Config config) {
        this.config = config;
    }

    List<String> faults() {
        return faults;
    }

    void fault(Setting setting, String what) {
        String fault =
                setting.title() + ": " + misplaced(setting).map(Kind::fault).orElse(what);
        // A value that is read twice is reported once.
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** Rejects secrets in settings that must not contain any, including settings that are not read. */
    void refuseSecrets() {
        Stream.of(Setting.values()).forEach(this::refuseSecret);
    }

    private void refuseSecret(Setting setting) {
        misplaced(setting).ifPresent(kind -> fault(setting, kind.fault()));
    }

    /** Returns the kind of secret that a setting contains although it must not. */
    private Optional<Kind> misplaced(Setting setting) {
        // A file may set a value to null.
        String value = config.hasPath(setting.path())
                ? String.valueOf(config.getValue(setting.path()).unwrapped())
                : "";
        return switch (setting) {
            // Checked separately.
            case APP_KEY -> Optional.empty();
            case API_TOKEN -> SecretText.find(value).filter(kind -> kind == Kind.KEY);
            case PROXY -> SecretText.find(USER.matcher(value).replaceFirst(""));
            default -> SecretText.find(value);
        };
    }

    String text(Setting setting) {
        return read(setting, config::getString, "", "is not a text").strip();
    }

    String required(Setting setting) {
        String text = text(setting);
        if (text.isEmpty()) {
            fault(setting, "is required, but not set");
        }
        return text;
    }

    boolean flag(Setting setting) {
        return read(setting, config::getBoolean, false, "must be true or false");
    }

    int integer(Setting setting, int least, int most) {
        int value = read(setting, config::getInt, least, "is not a whole number");
        if (value < least || value > most) {
            fault(setting, "is %d, must be %d to %d".formatted(value, least, most));
        }
        return value;
    }

    double positive(Setting setting) {
        double value = read(setting, config::getDouble, 1.0, "is not a number");
        if (!(value > 0 && value <= 1_000_000)) {
            fault(setting, "is %s, must be over 0".formatted(value));
        }
        return value;
    }

    Path path(Setting setting, String text) {
        if (NO_PATH.matcher(text).find()) {
            fault(setting, "contains control characters, which are not valid in a path, so its value is not shown");
            return Path.of("");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException faulty) {
            fault(setting, "is not a path");
            return Path.of("");
        }
    }

    /** Reads a duration that may be 0. */
    Duration duration(Setting setting) {
        Duration value = read(setting, this::duration, HARMLESS, "is not a duration such as 30s, 5m, 2h or 7d");
        if (value.isNegative()) {
            fault(setting, "is negative");
            return HARMLESS;
        }
        if (value.compareTo(LONGEST) > 0) {
            fault(setting, "is longer than %dd".formatted(LONGEST.toDays()));
            return HARMLESS;
        }
        return value;
    }

    /** Reads a duration over 0, as waits and deadlines must be. */
    Duration wait(Setting setting) {
        Duration value = duration(setting);
        if (value.isZero()) {
            fault(setting, "must be over 0");
            return HARMLESS;
        }
        return value;
    }

    /** Reads durations: a list in a file, or a text with commas in a variable. */
    List<Duration> durations(Setting setting) {
        List<Duration> values =
                read(setting, this::durations, List.of(HARMLESS), "is not a list of durations such as 5m,30m,2h");
        if (values.isEmpty() || values.stream().anyMatch(value -> !value.isPositive())) {
            fault(setting, "must name at least one duration, all over 0");
        } else if (values.stream().anyMatch(value -> value.compareTo(LONGEST) > 0)) {
            fault(setting, "has one longer than %dd".formatted(LONGEST.toDays()));
        }
        return values;
    }

    /** Reads a text with commas as its parts. */
    List<String> parts(Setting setting) {
        return parts(text(setting));
    }

    /** Reads a text with commas as patterns. */
    List<Glob> globs(Setting setting) {
        return parts(setting).stream().map(Glob::new).toList();
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private Duration duration(String path) {
        requireUnit(path, config.getString(path));
        return config.getDuration(path);
    }

    private List<Duration> durations(String path) {
        Config list = config;
        if (config.getValue(path).unwrapped() instanceof String text) {
            list = config.withValue(path, ConfigValueFactory.fromIterable(parts(text)));
        }
        list.getStringList(path).forEach(text -> requireUnit(path, text));
        return list.getDurationList(path);
    }

    /** Rejects a number without a unit: HOCON would read it as milliseconds, which is hardly what the author meant. */
    private static void requireUnit(String path, String text) {
        if (!DURATION.matcher(text.strip()).matches()) {
            throw new ConfigException.BadValue(path, "is not a number with a unit");
        }
    }

    private <T> T read(Setting setting, Function<String, T> getter, T otherwise, String problem) {
        refuseSecret(setting);
        try {
            return getter.apply(setting.path());
        } catch (ConfigException unreadable) {
            fault(setting, problem);
            return otherwise;
        }
    }
}
