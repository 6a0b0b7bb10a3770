package io.deptracker.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A value of the chart in values.yaml. An object that the schema describes field by field is not a value, its fields are.
 *
 * @param comment the lines of the comment directly above it, joined; empty if there is none
 */
record ChartValue(JsonNode byDefault, String comment) {
    private static final Path FILE = Chart.FOLDER.resolve("values.yaml");
    private static final Path SCHEMA = Chart.FOLDER.resolve("values.schema.json");
    private static final Pattern KEY = Pattern.compile("( *)(\\w+):.*");

    /** Returns all values by their paths, in the order of the file. */
    static Map<String, ChartValue> all() throws IOException {
        Map<String, String> comments = comments();
        var values = new LinkedHashMap<String, ChartValue>();
        collect("", Rendered.yaml(FILE), schema(), values, comments);
        return values;
    }

    private static void collect(
            String prefix,
            JsonNode object,
            JsonNode schema,
            Map<String, ChartValue> values,
            Map<String, String> comments) {
        object.properties().forEach(field -> {
            String path = prefix + field.getKey();
            JsonNode known = schema.path("properties").path(field.getKey());
            if (known.has("properties")) {
                collect(path + ".", field.getValue(), known, values, comments);
            } else {
                values.put(path, new ChartValue(field.getValue(), comments.getOrDefault(path, "")));
            }
        });
    }

    /** Returns the paths that the schema allows. */
    static Set<String> allowed() throws IOException {
        var paths = new TreeSet<String>();
        allow("", schema(), paths);
        return paths;
    }

    private static void allow(String prefix, JsonNode schema, Set<String> paths) {
        schema.path("properties").properties().forEach(field -> {
            String path = prefix + field.getKey();
            if (field.getValue().has("properties")) {
                allow(path + ".", field.getValue(), paths);
            } else {
                paths.add(path);
            }
        });
    }

    private static JsonNode schema() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(SCHEMA));
    }

    private static Map<String, String> comments() throws IOException {
        var comments = new LinkedHashMap<String, String>();
        List<String> path = new ArrayList<>();
        List<String> above = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.strip().startsWith("#")) {
                above.add(line.strip().substring(1).strip());
                continue;
            }
            Matcher key = KEY.matcher(line);
            if (key.matches()) {
                path.subList(key.group(1).length() / 2, path.size()).clear();
                path.add(key.group(2));
                comments.put(String.join(".", path), String.join(" ", above));
            }
            above.clear();
        }
        return comments;
    }
}
