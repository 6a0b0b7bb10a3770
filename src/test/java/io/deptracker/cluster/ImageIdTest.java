package io.deptracker.cluster;

import static io.deptracker.cluster.WebFixture.WEB;
import static io.deptracker.cluster.WebFixture.digests;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The artifact that an image ID names, in all forms in which runtimes report it. */
class ImageIdTest {
    // One path for all, with a workload of its own for each: opening one takes far longer than a test.
    @TempDir
    private static Path folder;

    @AutoClose
    private static WebFixture fixture;

    @BeforeAll
    static void open() throws Exception {
        fixture = WebFixture.open(folder);
    }

    @BeforeEach
    void next() {
        fixture.nextWorkload();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // As containerd, cri-dockerd and CRI-O report an image that they pulled.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1        | docker-pullable://ghcr.io/lab-org/web@<a> | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web           | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web @a    |",
                // The hash of a local image's configuration.
                "ghcr.io/lab-org/web:v1        | <c>                                       |                           | local_image",
                "ghcr.io/lab-org/web:v1        | docker://<c>                              |                           | local_image",
                "ghcr.io/lab-org/web:v1        | <hex>                                     |                           | local_image",
                "ghcr.io/lab-org/web:v1        | something-else                            |                           | local_image",
                "ghcr.io/lab-org/web:v1        | containerd://<c>                          |                           | local_image",
                "ghcr.io/lab-org/web:v1        | docker-pullable://<c>                     |                           | local_image",
                // Not a digest that GitHub knows.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web@sha512:<hex>          |                           | no_digest",
                "ghcr.io/lab-org/web:v1        |                                           |                           | no_digest",
                // Pinned: the node's name of the image does not matter.
                "ghcr.io/lab-org/web:v1@<a>    | ghcr.io/lab-org/web@<a>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web@<a>       | <hex>                                     | ghcr.io/lab-org/web @a    |",
                "ghcr.io/lab-org/web:v1@<a>    | <c>                                       | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | docker://<c>                              | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | ghcr.io/lab-org/web@<b>                   | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1@<a>    | quay.io/other/web@<b>                     | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web@sha512:00 | ghcr.io/lab-org/web@<b>                   | ghcr.io/lab-org/web @b    |",
                "ghcr.io/lab-org/web:v1@<a>    |                                           | ghcr.io/lab-org/web:v1 @a |",
                // With a tag, with another scheme, with a port.
                "ghcr.io/lab-org/web:v1        | ghcr.io/lab-org/web:v1@<a>                | ghcr.io/lab-org/web:v1 @a |",
                "ghcr.io/lab-org/web:v1        | containerd://ghcr.io/lab-org/web@<a>      | ghcr.io/lab-org/web:v1 @a |",
                "localhost:5000/web            | localhost:5000/web@<a>                    | localhost:5000/web @a     |",
                // The node has the image under two names.
                "quay.io/lab-org/web:v1        | docker.io/lab-org/web@<d>                 | quay.io/lab-org/web:v1 @d | other_repository",
                "nginx:1                       | docker-pullable://ghcr.io/lab-org/web@<d> | nginx:1 @d                | other_repository",
                // Docker Hub's names have several spellings; the record has the spec's.
                "nginx:1                       | docker.io/library/nginx@<d>               | nginx:1 @d                |",
                "nginx:1                       | docker-pullable://nginx@<d>               | nginx:1 @d                |",
                "docker.io/bitnami/redis:7     | index.docker.io/bitnami/redis@<d>         | docker.io/bitnami/redis:7 @d |",
            })
    void imageIdsHaveManyForms(
            String image, @Nullable String imageId, @Nullable String recorded, @Nullable String counted) {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, digests(image)).starts(2, imageId == null ? "" : digests(imageId));
        fixture.put(pod.build());
        if (recorded == null) {
            fixture.assertRecords();
        } else {
            fixture.assertRecords("deployed " + recorded);
        }
        // Seen again, nothing is counted again.
        fixture.put(pod.phase("Pending").build());
        fixture.put(pod.phase("Running").build());
        fixture.assertRecords();
        for (String reason : List.of("local_image", "no_digest", "other_repository", "not_recordable")) {
            assertThat(fixture.skipped(reason)).as(reason).isEqualTo(reason.equals(counted) ? 1 : 0);
        }
    }

    @Test
    void aPinnedImageThatIsNotPulledYetIsNotDeployed() {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, digests(WEB + ":v1@<a>"));
        fixture.put(pod.waits("ImagePullBackOff").phase("Running").build());
        fixture.assertRecords();
        fixture.put(pod.starts(3, digests("<c>")).build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
    }

    @Test
    void replicasOnNodesWithALocalImageDoNotFlap() {
        fixture.deployment(1);
        NodePod local = fixture.web("web-1-a", 1, WEB + ":v1").starts(2, digests("<1>"));
        fixture.put(local.build());
        fixture.put(fixture.web("web-1-b", 3, WEB + ":v1")
                .starts(4, digests("docker://<2>"))
                .build());
        fixture.assertRecords();
        NodePod pulled = fixture.web("web-1-c", 5, WEB + ":v1").starts(6, digests(WEB + "@<a>"));
        fixture.put(pulled.build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.put(
                fixture.web("web-1-d", 7, WEB + ":v1").starts(8, digests("<3>")).build());
        fixture.put(local.starts(9, digests("<1>")).build());
        fixture.assertRecords();
        // Only pods of local images are left; what they run is not known to be another artifact.
        fixture.put(pulled.evicted().build());
        fixture.assertRecords();
        fixture.put(fixture.web("web-1-e", 10, WEB + ":v1")
                .starts(11, digests(WEB + "@<a>"))
                .build());
        fixture.assertRecords();
    }

    @Test
    void aLocalImageInThePlaceOfAnArtifactEndsItsRecord() {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        fixture.put(pod.build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.deployment(2);
        fixture.put(fixture.web(2, "web-2-a", 3, WEB + ":v2")
                .starts(4, digests("<c>"))
                .build());
        fixture.assertRecords();
        fixture.delete(pod.build());
        fixture.assertRecords("decommissioned ghcr.io/lab-org/web:v1 @a");
    }

    @Test
    void aPodWhoseImageIdNamesTheSpecsRepositoryIsPreferred() {
        fixture.deployment(1);
        fixture.put(fixture.web("web-1-a", 1, WEB + ":v1")
                .starts(2, digests("quay.io/other/web@<b>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @b");
        assertThat(fixture.skipped("other_repository")).isOne();
        fixture.put(fixture.web("web-1-b", 3, WEB + ":v1")
                .starts(4, digests(WEB + "@<a>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.put(fixture.web("web-1-c", 5, WEB + ":v1")
                .starts(6, digests("quay.io/other/web@<b>"))
                .build());
        fixture.assertRecords();
        // This pod is of an older revision.
        fixture.deployment(2);
        fixture.put(fixture.web(2, "web-2-a", 7, WEB + ":v2")
                .starts(8, digests("quay.io/other/web@<c>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v2 @c");
    }
}
