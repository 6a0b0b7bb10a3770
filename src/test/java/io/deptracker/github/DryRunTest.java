package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DryRunTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void eachRecordIsALineAsTheEndpointForOneTakesIt() throws Exception {
        var sent = List.of(ClientFixture.record(1), ClientFixture.record(2), ClientFixture.record(3));
        var out = new ByteArrayOutputStream();
        try (var dry = new DryRun(new PrintStream(out, true, StandardCharsets.UTF_8))) {
            assertThat(dry.post(ClientFixture.PRODUCTION, sent)).hasSize(3).containsOnly(new Outcome.Accepted());
            assertThat(dry.remainingBudget()).isEmpty();
        }

        List<JsonNode> lines = out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(MAPPER::readTree)
                .toList();
        assertThat(lines)
                .extracting(line -> line.path("deployment_name").asString())
                .containsExactly("shop/app-1/main", "shop/app-2/main", "shop/app-3/main");
        try (var file = getClass().getResourceAsStream("/contract/deployment-record.schema.json")) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Objects.requireNonNull(file));
            assertThat(lines)
                    .allSatisfy(line -> assertThat(schema.validate(line)).isEmpty());
        }
        assertThat(lines.getFirst().path("cluster").asString()).isEqualTo("blue");
    }
}
