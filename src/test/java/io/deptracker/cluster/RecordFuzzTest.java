package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
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
import io.deptracker.record.NameTemplate;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any content of a container becomes a record that keeps the contract, or none. The lines of an input are the template
 * of names, the image, the image's ID, and annotations.
 */
class RecordFuzzTest {
    private static final Environment ENVIRONMENT = new Environment("production", "", "main");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Schema CONTRACT = contract();

    @FuzzTest(maxDuration = "1m")
    void everyContainerMakesARecordThatKeepsTheContractOrNone(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 12);
        Optional<Digest> digest = lines.length < 3 ? Optional.empty() : Digest.fromImageId(lines[2]);
        if (digest.isEmpty()) {
            return;
        }
        DeploymentRecord record;
        try {
            String name =
                    NameTemplate.parse(lines[0]).render(new Workload("shop", "apps", "Deployment", "web"), "main");
            Artifact artifact = Artifact.of(ImageReference.parse(lines[1]), digest.get());
            record = new DeploymentRecord(name, Status.DEPLOYED, artifact, metadata(lines));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).containsAnyOf("placeholder", ", GitHub accepts");
            return;
        }
        byte[] body = RequestBodies.body(ENVIRONMENT, List.of(record));
        assertThat(CONTRACT.validate(MAPPER.readTree(new String(body, StandardCharsets.UTF_8))))
                .isEmpty();
    }

    private static Metadata metadata(String[] lines) {
        Map<String, String> annotations = new HashMap<>();
        for (int i = 3; i < lines.length; i++) {
            int equals = Math.max(lines[i].indexOf('='), 0);
            annotations.put(lines[i].substring(0, equals), lines[i].substring(Math.min(equals + 1, lines[i].length())));
        }
        var kept = Annotations.kept(
                new ObjectMetaBuilder().withAnnotations(annotations).build());
        String repository = Annotations.repository(List.of(kept))
                .filter(Metadata::isRepositoryName)
                .orElse(null);
        return Annotations.gather(List.of(kept), repository);
    }

    private static Schema contract() {
        try (InputStream in = Objects.requireNonNull(
                RecordFuzzTest.class.getResourceAsStream("/contract/deployment-record.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
