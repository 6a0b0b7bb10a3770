package io.deptracker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The content of the image, made by the same scripts as in the Dockerfile and run the way Kubernetes runs it. */
class ImageIT {
    private static final Path JAR = Path.of("target/deployment-tracker.jar");
    private static final Path IMAGE = Path.of("target/image").toAbsolutePath();
    private static final Path DATA = Path.of("target/image-data").toAbsolutePath();

    /** A mount namespace in which only the data can be written, and nothing that was written can be executed. */
    private static final String READ_ONLY = """
            mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,noexec,nosuid "$0" &&
            mount -o remount,bind,ro / && exec setpriv --reuid 65532 --regid 65532 --clear-groups "$@"
            """;

    @BeforeAll
    static void make() throws Exception {
        BuildImage.main(new String[] {JAR.toString(), IMAGE.toString()});
        Files.createDirectories(DATA);
        Files.setPosixFilePermissions(DATA, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void runsAsAnybodyOnAReadOnlyRootWithNoFolderToExecuteFrom() throws Exception {
        var readOnly = List.of("unshare", "--mount", "sh", "-c", READ_ONLY, DATA.toString());
        var trial = run(and(readOnly, "sh", "-c", "touch /read-only || touch " + DATA.resolve("writable")));
        assumeTrue(
                trial.code == 0 && trial.text.contains("Read-only file system"),
                () -> "no mount namespace can be made here, which takes root: " + trial.text);
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start()) {
            new MiniCluster(new StandInSink(server), Clock.systemUTC())
                    .deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            var variables = Map.of(
                    "BASE_URL", github.baseUrl().toString(),
                    "OUTBOX_PATH", DATA.resolve("outbox.db").toString(),
                    "TMPDIR", DATA.toString());
            Files.deleteIfExists(DATA.resolve("outbox.db"));
            Path kubeconfig = server.kubeconfig(DATA);
            try (var tracker = TrackerProcess.startBy(
                    and(readOnly, IMAGE.resolve("bin/deployment-tracker").toString()), DATA, kubeconfig, variables)) {
                tracker.awaitReady();
                tracker.awaitMetric("deptracker_post_record_ok", 1);
                assertThat(github.view()).containsOnlyKeys("shop/web/app");
                assertThat(tracker.terminate())
                        .describedAs("SIGTERM reaches it")
                        .isZero();
                assertThat(tracker.log()).doesNotContain("[warning]", "Exception");
            }
        }
    }

    @Test
    void theCacheIsOneThatTheRuntimeTakes() throws Exception {
        Result version = run(
                IMAGE.resolve("runtime/bin/java").toString(),
                "@" + IMAGE.resolve("lib/jvm.options"),
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + IMAGE.resolve("lib/deployment-tracker.aot"),
                "-Dorg.sqlite.lib.path=" + IMAGE.resolve("lib"),
                "-Dorg.sqlite.lib.name=libsqlitejdbc.so",
                "-jar",
                IMAGE.resolve("lib/deployment-tracker.jar").toString(),
                "--version");
        assertThat(version.code).describedAs(version.text).isZero();
        assertThat(version.text).doesNotContain("warning");
    }

    private record Result(int code, String text) {}

    private static List<String> and(List<String> command, String... more) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private static Result run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    private static Result run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }
}
