package io.deptracker.deploy;

import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsException;
import io.deptracker.config.SettingsReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A value of the chart that is a setting of the program.
 *
 * @param setting the setting
 * @param path the path of the value, with dots
 */
record ChartSetting(Setting setting, String path) {
    private static final Map<String, String> VARIABLES =
            Map.of("ORG", "my-org", "LOGICAL_ENVIRONMENT", "production", "CLUSTER", "my-cluster");
    private static final Map<String, String> APP =
            Map.of("GH_APP_ID", "1", "GH_INSTALL_ID", "2", "GH_APP_PRIV_KEY", "key.pem");
    private static final Map<String, Object> APP_VALUES = Map.of("enabled", true, "id", "1", "installationId", "2");

    /** Returns the chart's values with this one, and with the others that it requires to have an effect. */
    Map<String, Object> values(Object value) {
        String[] keys = path.split("\\.", -1);
        var innermost = new HashMap<String, Object>(ofApp() ? APP_VALUES : Map.of());
        innermost.put(keys[keys.length - 1], value);
        Map<String, Object> values = innermost;
        for (int i = keys.length - 2; i >= 0; i--) {
            values = Map.of(keys[i], values);
        }
        var all = new HashMap<String, Object>(Chart.REQUIRED);
        all.putAll(values);
        return all;
    }

    private boolean ofApp() {
        return path.startsWith("credential.githubApp.");
    }

    /** Returns the value as an operator would write it for the program. */
    static String text(Object value) {
        return value instanceof List<?> parts
                ? parts.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    /** Returns what the chart passes to the program for it; empty if nothing. */
    String passed(Rendered chart) {
        String flag = "-" + setting.flag();
        List<String> args = chart.args();
        return args.contains(flag)
                ? args.get(args.indexOf(flag) + 1)
                : setting.variables().stream()
                        .map(name -> chart.environment().getOrDefault(name, ""))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** Checks whether the program accepts that text without a remark. */
    boolean isTaken(String text) {
        var variables = new HashMap<>(VARIABLES);
        variables.putAll(ofApp() ? APP : Map.of("API_TOKEN", "t"));
        var flags = new HashMap<Setting, String>();
        if (!setting.variables().isEmpty()) {
            variables.put(setting.variables().getFirst(), text);
        } else if (!text.isEmpty()) {
            flags.put(setting, text);
        }
        try {
            Settings settings = SettingsReader.read(variables, flags);
            return settings.remarks().isEmpty();
        } catch (SettingsException refused) {
            return false;
        }
    }
}
