package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentRecordTest {
    private static final Artifact ARTIFACT = new Artifact("web", new Digest("sha256:" + "0".repeat(64)), "v1");

    @Test
    void hasANameOfOneTo256Characters() {
        assertThat(record("n".repeat(256)).deploymentName()).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> record("n".repeat(257)))
                .withMessageContaining("deployment_name has 257 characters");
        assertThatIllegalArgumentException().isThrownBy(() -> record(""));
    }

    @Test
    void keepsEverythingButItsStatusWhenItIsGone() {
        var metadata = new Metadata(Map.of("team", "pay"), Set.of(RuntimeRisk.INTERNET_EXPOSED), "web");
        var record = new DeploymentRecord("shop/web", Status.DEPLOYED, ARTIFACT, metadata);

        assertThat(record.decommissioned())
                .isEqualTo(new DeploymentRecord("shop/web", Status.DECOMMISSIONED, ARTIFACT, metadata));
    }

    @ParameterizedTest
    @CsvSource({"DEPLOYED, deployed", "DECOMMISSIONED, decommissioned"})
    void hasAStatusInTheApisWords(Status status, String wireName) {
        assertThat(status.wireName()).isEqualTo(wireName);
        assertThat(Status.of(wireName)).isEqualTo(status);
    }

    @Test
    void hasNoOtherStatus() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Status.of("Deployed"))
                .withMessageContaining("'Deployed'");
    }

    @ParameterizedTest
    @EnumSource
    void runtimeRiskIsReadInAnyCaseAndWithSpaceAround(RuntimeRisk risk) {
        assertThat(RuntimeRisk.of(risk.wireName())).contains(risk);
        assertThat(RuntimeRisk.of(" \t" + risk.wireName().toUpperCase(Locale.ROOT) + " "))
                .contains(risk);
    }

    @Test
    void runtimeRisksAreThoseOfTheApi() {
        assertThat(RuntimeRisk.values())
                .extracting(RuntimeRisk::wireName)
                .containsExactly("critical-resource", "internet-exposed", "lateral-movement", "sensitive-data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CRITICAL_RESOURCE", "critical resource", "risk"})
    void runtimeRiskOfAnotherNameIsNone(String text) {
        assertThat(RuntimeRisk.of(text)).isEqualTo(Optional.empty());
    }

    private static DeploymentRecord record(String name) {
        return new DeploymentRecord(name, Status.DEPLOYED, ARTIFACT, Metadata.NONE);
    }
}
