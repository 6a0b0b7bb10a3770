package io.deptracker;

import static io.deptracker.DeliveredOutbox.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.Metadata;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command line of this program in the documents does what it is shown for. */
class DocumentedCommandsTest {
    private static final List<Path> DOCUMENTS = List.of(Path.of("README.md"), Path.of("docs/runbook.md"));

    /** An indented line of a block, or a piece of code within a sentence. */
    private static final Pattern CODE =
            Pattern.compile("(?m)^ {4,}(?<block>\\S.*)$|`(?<inline>[^`\n]+(?:\n[^`\n]+)?)`");

    private static final Pattern CALL = Pattern.compile(
            "(?<way>kubectl .*exec .* -- deployment-tracker|deployment-tracker|tracker|java -jar \\S+) (?<arguments>.+)",
            Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    private final ApiServerStandIn kubernetes = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final Commands commands = new Commands();

    @BeforeEach
    void deliverSome() throws Exception {
        Path path = folder.resolve("outbox.db");
        var outbox = new DeliveredOutbox(path, github);
        outbox.deliver(record("web", 1, Metadata.NONE));
        outbox.owe(record("bad", 2, Metadata.NONE));
        outbox.sql(
                "UPDATE outbox SET state = 'dead', finished_at = 1, last_error = 'HTTP 422' WHERE state = 'pending'");
        commands.variables.putAll(Map.of(
                "ORG", "lab-org",
                "LOGICAL_ENVIRONMENT", "staging",
                "CLUSTER", "lab",
                "API_TOKEN", "t",
                "BASE_URL", github.baseUrl().toString(),
                "KUBECONFIG", kubernetes.kubeconfig(folder).toString(),
                "OUTBOX_PATH", path.toString()));
    }

    @AfterEach
    void close() {
        github.close();
        kubernetes.close();
    }

    static Stream<String> documented() {
        return DOCUMENTS.stream()
                .flatMap(document -> calls(read(document)).stream())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void isAcceptedAndDone(String line) {
        Matcher call = CALL.matcher(line);
        assertThat(call.matches()).isTrue();
        String arguments = call.group("arguments");
        // Through the runbook's alias and kubectl without -it there is no terminal to ask at.
        boolean asks = !call.group("way").equals("tracker")
                && (!call.group("way").startsWith("kubectl")
                        || call.group("way").contains(" -it "));
        commands.answer = !asks ? null : arguments.startsWith("retire") ? "lab" : "y";

        int exit = commands.run(words(arguments));

        // No controller runs here that would deliver a retirement's backlog.
        int expected = arguments.equals("retire") ? 1 : 0;
        assertThat(exit)
                .as("%s%n%s%n%s", arguments, commands.out(), commands.errors())
                .isEqualTo(expected);
    }

    @Test
    void findsCallsInBlocksAndInSentences() {
        assertThat(calls("""
                Look, by `deployment-tracker show
                NAME`, not `kubectl get pods` or `alias tracker='x'`:

                    kubectl exec -n a b -- deployment-tracker backlog
                    tracker list --name 'shop/*'
                    docker build -t deployment-tracker .
                """))
                .containsExactly(
                        "deployment-tracker show\nNAME",
                        "kubectl exec -n a b -- deployment-tracker backlog",
                        "tracker list --name 'shop/*'");
        assertThat(words("list --name 'shop/*'")).containsExactly("list", "--name", "shop/*");
    }

    private static List<String> calls(String text) {
        List<String> calls = new ArrayList<>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            String found = code.group("block") == null ? code.group("inline") : code.group("block");
            if (CALL.matcher(found).matches()) {
                calls.add(found);
            }
        }
        return calls;
    }

    /**
     * Splits a line as a shell does, as far as the documents need it; placeholders of names and files become real ones.
     */
    private String[] words(String arguments) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(arguments);
        while (word.find()) {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(
                    switch (text) {
                        case "NAME" -> "shop/web/app";
                        case "FILE", "/tmp/outbox-backup.db" ->
                            folder.resolve("copy.db").toString();
                        default -> text;
                    });
        }
        return words.toArray(String[]::new);
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
