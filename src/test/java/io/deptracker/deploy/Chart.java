package io.deptracker.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The chart in deploy/helm, rendered by Helm itself. */
final class Chart {
    static final Path FOLDER = Path.of("deploy/helm/deployment-tracker");
    static final Path README = FOLDER.resolve("README.md");

    /** The values without a default, with those of deploy/manifest.yaml. */
    static final Map<String, Object> REQUIRED = Map.of(
            "org",
            "my-org",
            "logicalEnvironment",
            "production",
            "physicalEnvironment",
            "my-region",
            "cluster",
            "my-cluster");

    private Chart() {}

    /** Older than any cluster in use, and new enough for everything in the chart. */
    private static final String KUBERNETES = "1.25.0";

    private static Helm helm(Path chart) {
        try {
            return new Helm(chart);
        } catch (IllegalStateException | LinkageError missing) {
            Tool.skipUnless(false, "Helm's library is not there for this system: " + missing.getMessage());
            throw missing;
        }
    }

    /**
     * Returns what Helm finds in the chart with the required values in it: lint accepts no values, and the schema
     * requires them.
     */
    static LintResult lint(Path scratch) throws IOException {
        Path copy = scratch.resolve(FOLDER.getFileName());
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(FOLDER.relativize(file).toString()));
            }
        }
        Path values = copy.resolve("values.yaml");
        String text = Files.readString(values);
        for (var required : REQUIRED.entrySet()) {
            text = text.replace(
                    "\n%s: \"\"\n".formatted(required.getKey()),
                    "\n%s: \"%s\"\n".formatted(required.getKey(), required.getValue()));
        }
        Files.writeString(values, text);
        return helm(copy).lint().strict().call();
    }

    /** Renders these values and the required ones, as a release of that name in a namespace of that name. */
    static Rendered render(Map<String, ?> values) throws IOException {
        var all = new HashMap<String, Object>(REQUIRED);
        all.putAll(values);
        return renderOnly(all, "deployment-tracker");
    }

    /** Renders these values alone. */
    static Rendered renderOnly(Map<String, ?> values, String release) throws IOException {
        return renderIn("deployment-tracker", values, release);
    }

    /** Renders these values alone in another namespace. */
    static Rendered renderIn(String namespace, Map<String, ?> values, String release) throws IOException {
        return with(
                values,
                file -> Rendered.parse(helm(FOLDER)
                        .template()
                        .withName(release)
                        .withNamespace(namespace)
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(file)
                        .call()));
    }

    /** Returns the notes that Helm prints after the installation. */
    static String notes(Map<String, ?> values) throws IOException {
        var all = new HashMap<String, Object>(REQUIRED);
        all.putAll(values);
        String said = with(
                all,
                file -> helm(FOLDER)
                        .install()
                        .withName("tracker")
                        .withNamespace("infra")
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(file)
                        .clientOnly()
                        .dryRun()
                        .call()
                        .getOutput());
        return said.substring(said.indexOf("NOTES:"));
    }

    private static <T> T with(Map<String, ?> values, Function<Path, T> work) throws IOException {
        Path file = Files.createTempFile("values", ".json");
        try {
            Files.writeString(file, JsonMapper.shared().writeValueAsString(values));
            return work.apply(file);
        } finally {
            Files.delete(file);
        }
    }
}
