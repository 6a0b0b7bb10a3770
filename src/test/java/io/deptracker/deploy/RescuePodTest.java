package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** deploy/rescue.yaml: the pod that mounts the outbox of the StatefulSet while that is stopped. */
class RescuePodTest {
    @Test
    void itMountsTheOutboxAsTheStatefulSetDoes() throws Exception {
        Rendered manifest = Rendered.read(Path.of("deploy/manifest.yaml"));
        JsonNode pod = Rendered.read(Path.of("deploy/rescue.yaml")).the("Pod");
        JsonNode container = pod.at("/spec/containers/0");
        JsonNode tracker = manifest.the("StatefulSet");

        assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asString())
                .isEqualTo("%s-%s-0"
                        .formatted(
                                tracker.at("/spec/volumeClaimTemplates/0/metadata/name")
                                        .asString(),
                                tracker.at("/metadata/name").asString()));
        assertThat(container.at("/volumeMounts/0"))
                .isEqualTo(manifest.container().at("/volumeMounts/0"));
        assertThat(pod.at("/spec/securityContext")).isEqualTo(manifest.pod().at("/securityContext"));
        assertThat(container.at("/securityContext"))
                .isEqualTo(manifest.container().at("/securityContext"));
        assertThat(container.at("/image")).isEqualTo(manifest.container().at("/image"));
        assertThat(pod.at("/metadata/namespace")).isEqualTo(tracker.at("/metadata/namespace"));
    }

    /** Checks that neither the Service nor the PodMonitor nor the StatefulSet selects it as the tracker. */
    @Test
    void itIsNotSelectedAsTheTracker() throws Exception {
        assertThat(Rendered.read(Path.of("deploy/rescue.yaml"))
                        .the("Pod")
                        .at("/metadata/labels")
                        .isMissingNode())
                .isTrue();
    }
}
