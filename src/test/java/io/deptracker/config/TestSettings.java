package io.deptracker.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Complete settings, to be changed one by one. */
final class TestSettings {
    static final Map<String, String> COMPLETE =
            Map.of("ORG", "octo", "LOGICAL_ENVIRONMENT", "production", "CLUSTER", "cluster-1", "API_TOKEN", "token-1");

    private TestSettings() {}

    /** Returns the complete settings with some added or replaced. */
    static Map<String, String> with(String... namesAndValues) {
        var variables = new HashMap<>(COMPLETE);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return variables;
    }

    /** Returns the complete settings without some. */
    static Map<String, String> without(String... names) {
        var variables = new HashMap<>(COMPLETE);
        List.of(names).forEach(variables::remove);
        return variables;
    }

    static Settings read(Map<String, String> variables) throws SettingsException {
        return SettingsReader.read(variables, Map.of());
    }

    /** Returns the lines of the message; none if there is no fault. */
    static List<String> faults(Map<String, String> variables, Map<Setting, String> flags) {
        SettingsException faulty =
                catchThrowableOfType(SettingsException.class, () -> SettingsReader.read(variables, flags));
        return faulty == null
                ? List.of()
                : String.valueOf(faulty.getMessage()).lines().toList();
    }

    static List<String> faults(Map<String, String> variables) {
        return faults(variables, Map.of());
    }
}
