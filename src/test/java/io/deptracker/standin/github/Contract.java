package io.deptracker.standin.github;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** GitHub's contract for requests to the record endpoints: the two schemas, and rules that no schema can express. */
final class Contract {
    private static final Schema SINGLE = schema("deployment-record.schema.json");
    private static final Schema BATCH = schema("cluster-deployment-record.schema.json");
    private static final Pattern ORG = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern CLUSTER = Pattern.compile("[a-zA-Z0-9._-]{1,128}");
    private static final Map<String, Pattern> HEADERS = Map.of(
            "Accept", Pattern.compile("application/vnd\\.github\\+json"),
            "X-GitHub-Api-Version", Pattern.compile("2022-11-28"),
            "User-Agent", Pattern.compile(".*\\S.*"),
            "Content-Type", Pattern.compile("application/json(; ?charset=utf-8)?", Pattern.CASE_INSENSITIVE),
            "Authorization", Pattern.compile("Bearer \\S+"));

    private Contract() {}

    /** The faults of a request or, if there are none, its records. */
    record Checked(List<String> faults, List<ReceivedRecord> records) {}

    static Checked check(RecordPath path, Map<String, String> headers, String body) {
        List<String> faults = new ArrayList<>(headerFaults(headers));
        faults.addAll(pathFaults(path));
        JsonNode json;
        try {
            json = RecordJson.MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            faults.add("not JSON: " + notJson.getOriginalMessage());
            return new Checked(faults, List.of());
        }
        String cluster = path.cluster();
        Schema schema = cluster == null ? SINGLE : BATCH;
        schema.validate(json).forEach(error -> faults.add(error.getInstanceLocation() + ": " + error.getMessage()));
        if (!faults.isEmpty()) {
            return new Checked(faults, List.of());
        }
        List<ReceivedRecord> records = records(cluster, json);
        faults.addAll(disagreements(records));
        return new Checked(faults, faults.isEmpty() ? records : List.of());
    }

    /** Reads a request whose sender is known to keep the contract. */
    static Checked trust(RecordPath path, String body) {
        return new Checked(List.of(), records(path.cluster(), RecordJson.MAPPER.readTree(body)));
    }

    private static List<ReceivedRecord> records(@Nullable String cluster, JsonNode json) {
        return cluster == null ? List.of(RecordJson.single(json)) : RecordJson.batch(json, cluster);
    }

    private static List<String> headerFaults(Map<String, String> headers) {
        List<String> faults = new ArrayList<>();
        HEADERS.forEach((name, form) -> {
            String value = headers.getOrDefault(name, "");
            if (!form.matcher(value).matches()) {
                // The value of this header is a credential.
                faults.add("header " + name + (name.equals("Authorization") ? "" : ": \"" + value + "\""));
            }
        });
        return faults;
    }

    private static List<String> pathFaults(RecordPath path) {
        List<String> faults = new ArrayList<>();
        if (!ORG.matcher(path.org()).matches()) {
            faults.add("org in the path: \"" + path.org() + "\"");
        }
        String cluster = path.cluster();
        if (cluster != null && !CLUSTER.matcher(cluster).matches()) {
            faults.add("cluster in the path: \"" + cluster + "\"");
        }
        return faults;
    }

    private static List<String> disagreements(List<ReceivedRecord> records) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Map<String, ReceivedRecord> firstOfDigest = new HashMap<>();
        for (ReceivedRecord record : records) {
            if (!names.add(record.deploymentName())) {
                faults.add("deployment_name twice in one call: " + record.deploymentName());
            }
            ReceivedRecord first = firstOfDigest.computeIfAbsent(record.digest(), _ -> record);
            if (!first.name().equals(record.name()) || !Objects.equals(first.version(), record.version())) {
                faults.add("one digest with two names or versions: " + record.digest());
            }
        }
        return faults;
    }

    static Schema schema(String file) {
        try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream("/contract/" + file), file)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
