package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deptracker.cli.Context;
import io.deptracker.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line in this process: what it prints and its exit codes. */
final class Commands implements Terminal {
    final Map<String, String> variables = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    /** The line that is typed at the terminal; null if there is no terminal. */
    @Nullable
    String answer;

    InstantSource clock = InstantSource.system();
    private StringWriter out = new StringWriter();
    private StringWriter errors = new StringWriter();

    /** Sets the variables that every command with settings needs, and the outbox. */
    void setRequired(Path outbox) {
        variables.putAll(Map.of(
                "ORG", "lab-org",
                "LOGICAL_ENVIRONMENT", "staging",
                "CLUSTER", "lab",
                "API_TOKEN", "t",
                "OUTBOX_PATH", outbox.toString()));
    }

    /** Runs a command; returns its exit code. */
    int run(String... arguments) {
        out = new StringWriter();
        errors = new StringWriter();
        return Main.commandLine(new Context(variables, clock, this))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    /** Runs a command that must succeed; returns its output. */
    String done(String... arguments) {
        int exit = run(arguments);
        assertThat(exit).as("%s%n%s", out, errors).isZero();
        assertThat(errors.toString()).isEmpty();
        return out();
    }

    /** Runs a command with --json; returns its output, which fits the command's schema. */
    JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return checked(arguments[0], done(all.toArray(String[]::new)));
    }

    /** Parses JSON and checks it against the command's schema. */
    static JsonNode checked(String command, String json) throws IOException {
        assertThat(json.strip().lines()).hasSize(1);
        JsonNode read = new JsonMapper().readTree(json);
        String file = "/cli/" + command + ".schema.json";
        try (InputStream in = Objects.requireNonNull(Commands.class.getResourceAsStream(file), file)) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            assertThat(schema.validate(read)).as(json).isEmpty();
        }
        return read;
    }

    String out() {
        return out.toString().strip();
    }

    String errors() {
        return errors.toString().strip();
    }

    @Override
    public boolean isInteractive() {
        return answer != null;
    }

    @Override
    public @Nullable String ask(String question) {
        asked.add(question);
        return answer;
    }
}
