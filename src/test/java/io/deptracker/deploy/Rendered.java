package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.Manifest;
import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsReader;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a manifest, a kustomization or the rendered chart.
 *
 * @param objects by kind, namespace and name, such as {@code "Service ns/name"}; without a namespace {@code "Namespace /name"}
 */
record Rendered(SortedMap<String, ObjectNode> objects) {
    static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Kubernetes reads YAML 1.1, in which that is octal; the parser here reads YAML 1.2. */
    private static final Pattern MODE = Pattern.compile("(?m)(?<=defaultMode: )0[0-7]{3}$");

    /** Parses objects as strictly as an API server does. */
    static Rendered parse(String yaml) {
        var objects = new TreeMap<String, ObjectNode>();
        String decimal = MODE.matcher(yaml).replaceAll(octal -> String.valueOf(Integer.parseInt(octal.group(), 8)));
        for (String document : decimal.split("(?m)^---$", -1)) {
            if (document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
                continue;
            }
            ObjectNode object = YAML.unmarshal(document, ObjectNode.class);
            if (object.path("apiVersion").asString().startsWith("monitoring.coreos.com/")) {
                OperatorObject.check(object);
            } else {
                assertThat(Manifest.parse(document).objects()).hasSize(1);
            }
            JsonNode metadata = object.path("metadata");
            String key = "%s %s/%s"
                    .formatted(
                            object.path("kind").asString(),
                            metadata.path("namespace").asString(""),
                            metadata.path("name").asString());
            assertThat(objects.put(key, object)).as("a second " + key).isNull();
        }
        return new Rendered(objects);
    }

    static Rendered read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Parses a file of YAML that contains no object of Kubernetes. */
    static JsonNode yaml(Path file) throws IOException {
        return YAML.unmarshal(Files.readString(file), JsonNode.class);
    }

    /** Returns the only object of that kind. */
    ObjectNode the(String kind) {
        List<ObjectNode> found = objects.values().stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    /** Returns the object of that key. */
    ObjectNode at(String key) {
        ObjectNode found = objects.get(key);
        if (found == null) {
            throw new AssertionError("no %s, but %s".formatted(key, objects.keySet()));
        }
        return found;
    }

    /**
     * Returns the rules of a ClusterRole that have an effect in a Role too: none allows its subject to list namespaces.
     */
    static List<JsonNode> grantedInANamespace(ObjectNode clusterRole) {
        return clusterRole
                .path("rules")
                .valueStream()
                .filter(rule -> !rule.path("resources").toString().equals("[\"namespaces\"]"))
                .toList();
    }

    /** Returns the objects' kinds, sorted, with repetitions. */
    List<String> kinds() {
        return objects.values().stream()
                .map(object -> object.path("kind").asString())
                .sorted()
                .toList();
    }

    /** Returns the same objects after a change to each. */
    Rendered map(Function<ObjectNode, ObjectNode> change) {
        var changed = new TreeMap<String, ObjectNode>();
        objects.forEach((key, object) -> changed.put(key, change.apply(object.deepCopy())));
        return new Rendered(changed);
    }

    Rendered without(String kind) {
        var rest = new TreeMap<>(objects);
        rest.keySet().removeIf(key -> key.startsWith(kind + " "));
        return new Rendered(rest);
    }

    /** Returns a text for comparisons that is readable if they fail. */
    String text() {
        return objects.entrySet().stream()
                .map(entry -> entry.getKey() + "\n" + pretty(entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String pretty(JsonNode node) {
        // Converted to maps, whose keys are sorted.
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(node));
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<String, Object>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields;
        }
        return node.isArray() ? node.valueStream().map(Rendered::sorted).toList() : node;
    }

    /** Returns the pod that the StatefulSet makes. */
    JsonNode pod() {
        return the("StatefulSet").at("/spec/template/spec");
    }

    JsonNode container() {
        JsonNode containers = pod().path("containers");
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    /** Returns the container's variables; one that comes from elsewhere is empty. */
    Map<String, String> environment() {
        return container()
                .path("env")
                .valueStream()
                .collect(Collectors.toMap(
                        variable -> variable.path("name").asString(),
                        variable -> variable.path("value").asString("")));
    }

    List<String> args() {
        return container().path("args").valueStream().map(JsonNode::asString).toList();
    }

    /** Returns the settings that the program would read in that pod. */
    Settings settings() throws Exception {
        var flags = new HashMap<Setting, String>();
        List<String> args = args();
        for (int i = 0; i < args.size(); i += 2) {
            String flag = args.get(i).substring(1);
            Setting setting = Arrays.stream(Setting.values())
                    .filter(known -> flag.equals(known.flag()))
                    .findFirst()
                    .orElseThrow();
            flags.put(setting, args.get(i + 1));
        }
        var variables = new HashMap<>(environment());
        if (!variables.containsKey(SettingsReader.FILE_VARIABLE)) {
            return SettingsReader.read(variables, flags);
        }
        Path file = Files.createTempFile("settings", ".conf");
        try {
            Files.writeString(file, settingsFile());
            variables.put(SettingsReader.FILE_VARIABLE, file.toString());
            return SettingsReader.read(variables, flags);
        } finally {
            Files.delete(file);
        }
    }

    /** Returns the text of the ConfigMap that the pod mounts as its settings file. */
    private String settingsFile() {
        JsonNode volume = pod().path("volumes")
                .valueStream()
                .filter(candidate -> candidate.path("name").asString().equals("settings"))
                .findFirst()
                .orElseThrow()
                .path("configMap");
        String namespace = the("StatefulSet").at("/metadata/namespace").asString();
        return at("ConfigMap %s/%s".formatted(namespace, volume.path("name").asString()))
                .path("data")
                .path(volume.at("/items/0/key").asString())
                .asString();
    }
}
