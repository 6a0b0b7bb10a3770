package io.deptracker.cluster;

import static io.deptracker.cluster.WebFixture.WEB;
import static io.deptracker.cluster.WebFixture.digests;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pod of a workload that decides its record: restarts, evictions and partitions do not move it back and forth. */
class DecidingPodTest {
    @TempDir
    private Path folder;

    @AutoClose
    private WebFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = WebFixture.open(folder);
    }

    @Test
    void theContainerThatStartedLastDecides() throws Exception {
        fixture.deployment(1);
        NodePod older = fixture.web("web-1-a", 1, WEB + ":latest").starts(2, digests(WEB + "@<a>"));
        fixture.put(older.build());
        fixture.put(fixture.web("web-1-b", 10, WEB + ":latest")
                .starts(11, digests(WEB + "@<a>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:latest @a");
        fixture.put(older.starts(20, digests(WEB + "@<b>")).build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:latest @b");
        // Between two crashes it is no older than before.
        fixture.put(older.waits("CrashLoopBackOff").build());
        fixture.assertRecords();
        fixture.restart();
        fixture.assertRecords();
        fixture.put(older.starts(30, digests(WEB + "@<b>")).build());
        fixture.assertRecords();
    }

    @Test
    void evictionsAndRestartsWithTheSameImageAreNoNews() {
        fixture.deployment(1);
        NodePod first = fixture.web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        NodePod second = fixture.web("web-1-b", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        fixture.put(first.build());
        fixture.put(second.build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.put(first.starts(10, digests(WEB + "@<a>")).build());
        fixture.put(first.evicted().build());
        fixture.put(fixture.web("web-1-c", 11, WEB + ":v1").build());
        fixture.put(second.evicted().build());
        fixture.put(fixture.web("web-1-c", 11, WEB + ":v1")
                .starts(12, digests(WEB + "@<a>"))
                .build());
        fixture.assertRecords();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apps/v1", "apps.kruise.io/v1beta1"})
    void aPartitionOfAStatefulSetDoesNotFlap(String apiVersion) {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            fixture.put(postgres(apiVersion, ordinal, 1, ordinal));
        }
        fixture.assertRecords("deployed postgres:1 @1");
        fixture.put(postgres(apiVersion, 2, 2, 10));
        fixture.assertRecords("deployed postgres:2 @2");
        for (int second = 20; second < 30; second++) {
            // Each comes back at the old revision, younger than all others.
            fixture.put(postgres(apiVersion, second % 2, 1, second));
        }
        fixture.put(postgres(apiVersion, 2, 2, 40));
        fixture.put(postgres(apiVersion, 0, 1, 41));
        fixture.assertRecords();
        fixture.put(postgres(apiVersion, 1, 2, 50));
        fixture.put(postgres(apiVersion, 0, 2, 51));
        fixture.assertRecords();
        // More than nine: ordinals are compared as numbers.
        fixture.put(postgres(apiVersion, 10, 3, 60));
        fixture.assertRecords("deployed postgres:3 @3");
    }

    /** The image is the same in both templates: only the hash label of the controller distinguishes them. */
    @ParameterizedTest
    @CsvSource({
        "apps/v1, DaemonSet",
        "apps.kruise.io/v1alpha1, DaemonSet",
        "apps.kruise.io/v1alpha1, CloneSet",
        "example.com/v1, ReplicaSet"
    })
    void anOlderTemplatesContainerThatRestartsDoesNotDecide(String apiVersion, String kind) {
        String image = "ghcr.io/lab-org/agent";
        NodePod old = NodePod.of(apiVersion, kind, "agent", "h1", "agent-a", 1, image);
        fixture.put(old.starts(2, digests(image + "@<1>")).build());
        fixture.put(NodePod.of(apiVersion, kind, "agent", "h2", "agent-b", 10, image)
                .starts(11, digests(image + "@<2>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/agent @1", "deployed ghcr.io/lab-org/agent @2");
        fixture.put(old.starts(20, digests(image + "@<1>")).build());
        fixture.assertRecords();
    }

    private static Pod postgres(String apiVersion, int ordinal, int template, int second) {
        return NodePod.of(
                        apiVersion,
                        "StatefulSet",
                        "pg",
                        "pg-h" + template,
                        "pg-" + ordinal,
                        second,
                        "postgres:" + template)
                .starts(second, digests("docker.io/library/postgres@<%d>".formatted(template)))
                .build();
    }
}
