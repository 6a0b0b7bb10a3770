package io.deptracker.standin.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The differences of two JSON values in fields, types, null, absence and emptiness; texts and numbers are not compared.
 */
final class JsonShape {
    private JsonShape() {}

    /** Returns the differences, one per line, each with its place. */
    static List<String> differences(JsonNode recorded, JsonNode answered) {
        var differences = new ArrayList<String>();
        compare("", recorded, answered, differences);
        return differences;
    }

    private static void compare(String place, JsonNode recorded, JsonNode answered, List<String> differences) {
        if (!nature(recorded).equals(nature(answered))) {
            differences.add("%s: %s instead of %s"
                    .formatted(place.isEmpty() ? "/" : place, nature(answered), nature(recorded)));
        } else if (recorded.isObject()) {
            Set<String> names = new TreeSet<>(recorded.propertyNames());
            names.addAll(answered.propertyNames());
            names.forEach(name -> compare(place + "/" + name, recorded.path(name), answered.path(name), differences));
        } else if (recorded.isArray()) {
            for (int i = 0; i < recorded.size(); i++) {
                compare(place + "/" + i, recorded.path(i), answered.path(i), differences);
            }
        }
    }

    private static String nature(JsonNode value) {
        String type = value.getNodeType().toString().toLowerCase(Locale.ROOT);
        return switch (value.getNodeType()) {
            case MISSING -> "absent";
            case ARRAY -> value.isEmpty() ? "an empty array" : "an array of " + value.size();
            case OBJECT -> value.isEmpty() ? "an empty object" : "an object";
            case NULL -> "null";
            case STRING -> value.asString().isEmpty() ? "an empty string" : "a string";
            default -> "a " + type;
        };
    }

    /** Returns the differences as a readable list. */
    static String listed(List<String> differences) {
        return differences.stream().collect(Collectors.joining("\n  ", "\n  ", "\n"));
    }
}
