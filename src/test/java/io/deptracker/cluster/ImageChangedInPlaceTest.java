package io.deptracker.cluster;

import static io.deptracker.cluster.WebFixture.WEB;
import static io.deptracker.cluster.WebFixture.digests;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image that is changed in the spec of a running pod: the record follows once the container runs it. */
class ImageChangedInPlaceTest {
    @TempDir
    private Path folder;

    @AutoClose
    private WebFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = WebFixture.open(folder);
    }

    @Test
    void anImageThatIsChangedInPlaceCountsOnceItRuns() throws Exception {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        fixture.put(pod.build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.put(pod.changes(10, WEB + ":v9").build());
        fixture.assertRecords();
        fixture.put(pod.waits("ErrImagePull").build());
        fixture.put(pod.waits("ImagePullBackOff").build());
        fixture.assertRecords();
        fixture.restart();
        fixture.assertRecords();
        fixture.put(pod.starts(20, digests(WEB + "@<9>")).build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v9 @9");
        fixture.restart();
        fixture.put(pod.starts(30, digests(WEB + "@<9>")).build());
        fixture.assertRecords();
    }

    /** The same digest under a newer tag: only the container's ID shows that it was started again. */
    @Test
    void aTagThatIsChangedInPlaceCountsWithTheContainersId() {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, WEB + ":v1").starts(2, digests(WEB + "@<a>"));
        fixture.put(pod.build());
        fixture.put(pod.changes(10, WEB + ":stable").build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        // The node reports the image by the tag that it knew first.
        fixture.put(pod.starts(20, WEB + ":v1", digests(WEB + "@<a>")).build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:stable @a");
    }

    @Test
    void aPinnedDigestThatIsChangedInPlaceCountsOnceItRuns() throws Exception {
        fixture.deployment(1);
        NodePod pod = fixture.web("web-1-a", 1, digests(WEB + ":v1@<a>")).starts(2, digests("<1>"));
        fixture.put(pod.build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1 @a");
        fixture.put(pod.changes(10, digests(WEB + ":v2@<b>")).build());
        fixture.put(pod.waits("ImagePullBackOff").build());
        fixture.assertRecords();
        fixture.restart();
        fixture.assertRecords();
        fixture.put(pod.starts(20, digests("<2>")).build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v2 @b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anImageThatWasChangedUnseenComesFromTheStatus(boolean waits) throws Exception {
        NodePod pod = fixture.web("web-1-a", 1, "nginx:1.26")
                .starts(2, "docker.io/library/nginx:1.26", digests("docker.io/library/nginx@<a>"))
                .changes(10, "nginx:1.27");
        fixture.stop();
        fixture.deployment(1);
        fixture.putUnseen((waits ? pod.waits("ImagePullBackOff") : pod).build());
        fixture.start();
        fixture.assertRecords("deployed nginx:1.26 @a");
        fixture.put(pod.starts(20, "docker.io/library/nginx:1.27", digests("docker.io/library/nginx@<b>"))
                .build());
        fixture.assertRecords("deployed nginx:1.27 @b");
        fixture.restart();
        fixture.assertRecords();
    }

    /** A runtime reports any tag of the image; unless the pod was changed since, the spec's is correct. */
    @Test
    void theRuntimesNameOfAnImageIsNotTakenForAChange() throws Exception {
        fixture.deployment(1);
        fixture.put(fixture.web("web-1-a", 1, WEB + ":v1.2.3")
                .starts(2, "ghcr.io/lab-org/alias:latest", digests(WEB + "@<a>"))
                .build());
        fixture.assertRecords("deployed ghcr.io/lab-org/web:v1.2.3 @a");
        fixture.restart();
        fixture.assertRecords();
        // Changed in place, and started again since then.
        NodePod resized = fixture.web("web-1-b", 3, WEB + ":v1.2.3").changes(10, WEB + ":v1.2.3");
        fixture.put(resized.starts(20, WEB + ":latest", digests(WEB + "@<a>")).build());
        fixture.restart();
        fixture.assertRecords();
    }
}
