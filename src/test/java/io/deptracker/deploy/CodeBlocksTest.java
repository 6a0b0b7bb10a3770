package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.outbox.Outbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every command line of the documents is run, or checked as far as possible without a cluster. DocumentedCommandsTest
 * runs those of the program itself.
 */
class CodeBlocksTest {
    private static final List<Path> DOCUMENTS =
            List.of(Path.of("README.md"), Path.of("docs/runbook.md"), Path.of("CONTRIBUTING.md"), Chart.README);

    /** Within a sentence, a command is recognized by its first word. */
    private static final Pattern INLINE = Pattern.compile("`((?:kubectl|helm|sqlite3|curl|docker|mvn) [^`]+)`");

    private static final Pattern URL = Pattern.compile("localhost:9090/(readyz|livez|metrics)");
    private static final Pattern NAMED = Pattern.compile("[\\w./-]*deployment-tracker[\\w./-]*");
    private static final Path MOUNT = Path.of("/var/lib/deployment-tracker");

    @TempDir
    private Path folder;

    static Stream<String> documented() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Path document : DOCUMENTS) {
            lines.addAll(CodeBlocks.commands(Files.readString(document)));
            String prose = CodeBlocks.prose(Files.readString(document));
            INLINE.matcher(prose)
                    .results()
                    .forEach(match -> lines.add(match.group(1).replaceAll("\\s+", " ")));
        }
        return lines.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void canBeTypedAsPrinted(String line) throws Exception {
        Tool.Run syntax = new Tool("bash").run("-n", "-c", line);
        assertThat(syntax.exitCode()).as(syntax.output()).isZero();
        for (List<String> command : CodeBlocks.pipeline(line)) {
            check(command);
        }
    }

    static Stream<String> values() throws Exception {
        List<String> values = new ArrayList<>();
        for (Path document : DOCUMENTS) {
            values.addAll(CodeBlocks.values(Files.readString(document)));
        }
        return values.stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    @SuppressWarnings("unchecked")
    void theChartAcceptsThem(String yaml) throws Exception {
        Rendered chart = Chart.render(Rendered.YAML.unmarshal(yaml, Map.class));
        assertThat(chart.settings().remarks()).isEmpty();
    }

    @Test
    void whatItCannotCheckFails() {
        assertThatThrownBy(() -> check(List.of("rsync", "a", "b")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no check for rsync");
    }

    @Test
    void wrongNamesFlagsAndQueriesFail() {
        for (String wrong : List.of(
                "kubectl -n deployment-tracker get pods --of-all",
                "kubectl -n deployment-tracker logs deployment-tracker-1",
                "kubectl apply -f deploy/manifests.yaml",
                "curl localhost:9090/ready",
                "sqlite3 data/outbox.db 'SELECT * FROM backlogs'",
                "helm install a deploy/helm/deployment-tracker --set orgs=a",
                "mvn -q -Pdemonstration")) {
            assertThatThrownBy(() -> canBeTypedAsPrinted(wrong)).as(wrong).hasMessageNotContaining("Assumption failed");
        }
    }

    private void check(List<String> words) throws Exception {
        if (words.getFirst().matches("[A-Z_]+=.*")) {
            check(words.subList(1, words.size()));
            return;
        }
        List<String> arguments = words.subList(1, words.size());
        switch (words.getFirst()) {
            case ".ci/run" -> assertThat(Path.of(".ci/run")).isExecutable();
            case "kubectl" -> kubectl(arguments);
            case "helm" -> helm(arguments);
            case "sqlite3" -> sqlite3(arguments);
            case "outbox" -> sqlite3(List.of("outbox.db", arguments.getFirst()));
            case "alias" -> {
                String body = arguments.getFirst();
                check(CodeBlocks.words(body.substring(body.indexOf('=') + 1)));
            }
            case "curl" -> assertThat(arguments.getLast()).matches(URL);
            case "docker" -> {
                assertThat(arguments).startsWith("build").endsWith(".");
                assertThat(Path.of("Dockerfile")).exists();
            }
            case "mvn" -> {
                String pom = Files.readString(Path.of("pom.xml"));
                assertThat(arguments)
                        .filteredOn(argument -> argument.startsWith("-P"))
                        .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile.substring(2) + "</id>"));
            }
            // Run by DocumentedCommandsTest; or in the image by a shell, whose syntax is checked; or a filter.
            case "deployment-tracker", "tracker", "sh", "rm", "grep" -> {}
            default -> throw new AssertionError("no check for " + words.getFirst());
        }
    }

    private void kubectl(List<String> arguments) throws Exception {
        int end = arguments.indexOf("--");
        List<String> own = end < 0 ? arguments : arguments.subList(0, end);
        if (end >= 0) {
            check(arguments.subList(end + 1, arguments.size()));
        }
        var kubectl = new Tool("kubectl");
        var help = new ArrayList<>(own);
        help.add("--help");
        assertSucceeds(kubectl.run(help.toArray(String[]::new)));
        assertThat(own).allSatisfy(word -> assertNamesWhatIsThere(word));
        for (int i = 0; i + 1 < own.size(); i++) {
            String value = own.get(i + 1);
            switch (own.get(i)) {
                case "-f" -> assertThat(Path.of(value)).isRegularFile();
                case "-k" ->
                    assertThat(KustomizeTest.build(Path.of(value)).kinds()).contains("StatefulSet");
                case "-p" ->
                    assertThat(JsonMapper.shared().readTree(value).isObject()).isTrue();
                default -> {}
            }
        }
        for (String argument : own) {
            if (argument.startsWith("--overrides=")) {
                assertThat(JsonMapper.shared().readTree(argument.substring(12)).isObject())
                        .isTrue();
            }
        }
        if (own.contains("create")) {
            var dry = new ArrayList<>(own);
            dry.replaceAll(word -> word.replaceFirst("=[A-Z_]+$", "=LICENSE.txt"));
            dry.add("--dry-run=client");
            assertSucceeds(kubectl.run(dry.toArray(String[]::new)));
        }
    }

    /**
     * Checks that everything with the program's name is an object of the manifest, its container, or a file here or in
     * the image.
     */
    private static void assertNamesWhatIsThere(String word) throws Exception {
        Rendered manifest = Rendered.read(Path.of("deploy/manifest.yaml"));
        Set<String> names = new HashSet<>();
        manifest.objects().keySet().forEach(key -> names.add(key.substring(key.indexOf('/') + 1)));
        names.add(manifest.container().path("name").asString());
        JsonNode tracker = manifest.the("StatefulSet");
        String pod = tracker.at("/metadata/name").asString() + "-0";
        names.add(pod);
        names.add(tracker.at("/spec/volumeClaimTemplates/0/metadata/name").asString() + "-" + pod);
        names.add(Rendered.read(Path.of("deploy/rescue.yaml"))
                .the("Pod")
                .at("/metadata/name")
                .asString());
        Matcher named = NAMED.matcher(word);
        while (named.find()) {
            String name = named.group().replaceFirst("^(?:statefulset|pod|pvc)/", "");
            assertThat(names.contains(name) || Path.of(name).startsWith(MOUNT) || Files.exists(Path.of(name)))
                    .as(name + " is one of " + names)
                    .isTrue();
        }
    }

    private static void helm(List<String> arguments) throws Exception {
        var values = new HashMap<String, Object>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("deploy/")) {
                assertThat(Path.of(argument)).isEqualTo(Chart.FOLDER);
            } else if (argument.equals("--set")) {
                for (String pair : arguments.get(i + 1).split(",", -1)) {
                    put(values, pair.split("=", 2)[0], pair.split("=", 2)[1].replace("IMAGE", "registry/image"));
                }
            }
        }
        if (arguments.contains("--reuse-values")) {
            Chart.REQUIRED.forEach(values::putIfAbsent);
        }
        if (arguments.contains("uninstall")) {
            assertThat(arguments.get(1)).isEqualTo("deployment-tracker");
        }
        if (arguments.contains("--reuse-values")) {
            Chart.REQUIRED.forEach(values::putIfAbsent);
        }
        if (!values.isEmpty()) {
            assertThat(Chart.renderOnly(values, arguments.get(1)).kinds()).contains("StatefulSet");
        }
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> values, String path, String value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            values.put(path, value);
        } else {
            var below = (Map<String, Object>) values.computeIfAbsent(path.substring(0, dot), _ -> new HashMap<>());
            put(below, path.substring(dot + 1), value);
        }
    }

    /** Runs sqlite3 on a new outbox; the alias must come before any query. */
    private void sqlite3(List<String> arguments) throws Exception {
        Path file = folder.resolve("outbox.db");
        Outbox.open(file).close();
        var all = new ArrayList<>(arguments);
        all.replaceAll(word -> word.endsWith("outbox.db") ? file.toString() : word);
        int input = all.indexOf("<");
        if (input >= 0) {
            String query = all.get(input + 1);
            assertThat(Path.of(query)).isRegularFile();
            all.subList(input, all.size()).clear();
            all.addAll(List.of("-bail", ".read " + query));
        }
        if (all.getLast().equals(file.toString())) {
            all.add("SELECT 1");
        }
        assertSucceeds(new Tool("sqlite3").run(all.toArray(String[]::new)));
    }

    private static void assertSucceeds(Tool.Run run) {
        assertThat(run.exitCode()).as(run.output()).isZero();
    }
}
