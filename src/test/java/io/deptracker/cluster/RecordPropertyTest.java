package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.oneOf;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.maps;
import static org.quicktheories.generators.SourceDSL.strings;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deptracker.github.RequestBodies;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.ImageReference;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any annotations and image references become a record that keeps the contract, or none. */
class RecordPropertyTest {
    private static final int CASES = 10_000;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Environment ENVIRONMENT = new Environment("production", "", "main");
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));

    private static final Gen<String> TEXTS = oneOf(
            strings().allPossible().ofLengthBetween(0, 130),
            strings().basicLatinAlphabet().ofLengthBetween(0, 130),
            lists().of(pick(List.of(
                            "sensitive-data", ",", " ", "internet-exposed", "\ud83d\ude00", "x".repeat(99), "\"")))
                    .ofSizeBetween(0, 5)
                    .map(words -> String.join("", words)));

    private static final Gen<String> KEYS = oneOf(
            pick(List.of(
                    "metadata.github.com/",
                    "metadata.github.com/runtime-risks",
                    "metadata.github.com/team",
                    "deptracker.io/github-repository",
                    "deptracker.io/track")),
            TEXTS.map(text -> "metadata.github.com/" + text),
            TEXTS);

    @Test
    void anyAnnotationsMakeARecordThatKeepsTheContract() throws Exception {
        Schema contract = contract();
        qt().withExamples(CASES)
                .forAll(maps().of(KEYS, TEXTS).ofSizeBetween(0, 8).describedAs(RecordPropertyTest::escaped))
                .checkAssert(annotations -> {
                    Metadata metadata = Annotations.gather(List.of(kept(annotations)), null);
                    assertKeepsTheContract(
                            contract,
                            new DeploymentRecord(
                                    "web", Status.DEPLOYED, new Artifact("ghcr.io/acme/shop", DIGEST, "v1"), metadata));
                });
    }

    @Test
    void anyImageAndNameMakeARecordThatKeepsTheContractOrNone() throws Exception {
        Schema contract = contract();
        qt().withExamples(CASES)
                .forAll(TEXTS.describedAs(RecordPropertyTest::escaped), TEXTS.describedAs(RecordPropertyTest::escaped))
                .checkAssert((image, name) -> {
                    DeploymentRecord record;
                    try {
                        record = new DeploymentRecord(
                                name, Status.DEPLOYED, Artifact.of(ImageReference.parse(image), DIGEST), Metadata.NONE);
                    } catch (IllegalArgumentException refused) {
                        assertThat(refused).hasMessageContaining(", GitHub accepts");
                        return;
                    }
                    assertKeepsTheContract(contract, record);
                });
    }

    private static Map<String, String> kept(Map<String, String> annotations) {
        return Annotations.kept(
                new ObjectMetaBuilder().withAnnotations(annotations).build());
    }

    private static void assertKeepsTheContract(Schema contract, DeploymentRecord record) {
        byte[] body = RequestBodies.body(ENVIRONMENT, List.of(record));
        JsonNode json = MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
        assertThat(contract.validate(json)).isEmpty();
    }

    private static Schema contract() throws Exception {
        try (InputStream in = Objects.requireNonNull(
                RecordPropertyTest.class.getResourceAsStream("/contract/deployment-record.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        }
    }

    /** Escapes characters that are not allowed in a report and would cut it off. */
    private static String escaped(Object value) {
        return value.toString()
                .codePoints()
                .mapToObj(c -> c >= ' ' && c < 0x7f ? Character.toString(c) : "<%x>".formatted(c))
                .collect(Collectors.joining());
    }
}
