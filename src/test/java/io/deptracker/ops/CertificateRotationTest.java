package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.TestCertificate;
import io.deptracker.standin.ApiFront;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server's certificate authority is replaced while the tracker runs: only a restart reads the new one. */
class CertificateRotationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aServerThatIsNotTrustedForMinutesIsAReasonToRestart() throws Exception {
        var before = new TestCertificate(Files.createDirectories(folder.resolve("before")));
        var after = new TestCertificate(Files.createDirectories(folder.resolve("after")));
        var front = new AtomicReference<ApiFront>();
        try (var operated = new Operated(folder, server -> {
            front.set(new ApiFront(server, before.server()));
            return front.get().kubeconfig(folder, front.get().port(), before.pem());
        })) {
            operated.cluster.start();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operated.cluster.informers().watching() == 9);
            int port = front.get().port();
            front.get().close();
            front.set(new ApiFront(operated.kubernetes, after.server(), port));

            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operated.cluster.informers().untrusted().isPresent());
            assertThat(operated.get("/livez").body()).isEqualTo("ok\n");
            // The probes come every few seconds.
            operated.advance(Duration.ofSeconds(110));
            assertThat(operated.get("/livez").body()).doesNotContain("trusted");
            operated.advance(Duration.ofSeconds(71));
            var answer = operated.get("/livez");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("no trusted connection to the API server; a restart reads the certificates again: ");

            front.get().close();
            front.set(new ApiFront(operated.kubernetes, before.server(), port));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operated.cluster.informers().watching() == 9);
            assertThat(operated.get("/livez").body()).doesNotContain("trusted");
        } finally {
            front.get().close();
        }
    }
}
