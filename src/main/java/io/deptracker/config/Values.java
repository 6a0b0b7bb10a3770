package io.deptracker.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Reads values one by one and gathers what is wrong with them; what is faulty reads as something harmless meanwhile. */
final class Values {
    private final Config config;
    private final List<String> faults = new ArrayList<>();

    Values(Config config) {
        this.config = config;
    }

    List<String> faults() {
        return faults;
    }

    void fault(Setting setting, String what) {
        faults.add(setting.title() + ": " + what);
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

    Duration duration(Setting setting) {
        Duration value =
                read(setting, config::getDuration, Duration.ZERO, "is not a duration such as 30s, 5m, 2h or 7d");
        if (value.isNegative()) {
            fault(setting, "is negative");
        }
        return value;
    }

    /** A list in a file, or in a variable a text with commas. */
    List<Duration> durations(Setting setting) {
        List<Duration> values =
                read(setting, this::durations, List.of(), "is not a list of durations such as 5m,30m,2h");
        if (values.isEmpty() || values.stream().anyMatch(value -> !value.isPositive())) {
            fault(setting, "must name at least one duration, all over 0");
            return List.of(Duration.ofMinutes(5));
        }
        return values;
    }

    /** A text with commas as its parts. */
    List<String> parts(Setting setting) {
        return Arrays.stream(text(setting).split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private List<Duration> durations(String path) {
        if (config.getValue(path).unwrapped() instanceof String text) {
            return com.typesafe.config.ConfigFactory.parseString("list = [" + text + "]")
                    .getDurationList("list");
        }
        return config.getDurationList(path);
    }

    private <T> T read(Setting setting, Function<String, T> getter, T otherwise, String problem) {
        try {
            return getter.apply(setting.path());
        } catch (ConfigException unreadable) {
            fault(setting, problem);
            return otherwise;
        }
    }
}
