package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program on a volume that ends with its pod, such as an emptyDir: it works, and each start warns once. */
class TemporaryVolumeIT {
    private static final String WARNING = "a file system in memory (tmpfs)";

    @TempDir
    Path folder;

    @Test
    void worksThereAndWarnsOnce() throws Exception {
        assumeTrue(mounts(), "no mounts of one's own here");
        Files.createDirectory(folder.resolve("data"));
        List<String> launcher = new ArrayList<>(
                List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs data && exec \"$@\"", "sh"));
        launcher.addAll(TrackerProcess.javaAsInImage());
        launcher.addAll(List.of(
                "-jar",
                Path.of("target", "deployment-tracker.jar").toAbsolutePath().toString()));
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var tracker = TrackerProcess.startBy(
                        launcher,
                        folder,
                        server.kubeconfig(folder),
                        Map.of("BASE_URL", github.baseUrl().toString()))) {
            tracker.awaitReady();
            assertThat(tracker.terminate()).isZero();
            assertThat(tracker.log().lines().filter(line -> line.contains(WARNING)))
                    .singleElement()
                    .asString()
                    .contains("\"level\":\"WARN\"");
        }
    }

    private static boolean mounts() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /tmp")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException none) {
            return false;
        }
    }
}
