package io.deptracker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.TestCertificate;
import io.deptracker.standin.apiserver.ApiFront;
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
        try (var operatorFixture = new OperatorFixture(folder, server -> {
            front.set(new ApiFront(server, before.server()));
            return front.get().kubeconfig(folder, front.get().port(), before.pem());
        })) {
            operatorFixture.cluster.start();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operatorFixture.cluster.informers().watching() == 9);
            front.get().present(after.server());

            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operatorFixture.cluster.informers().untrusted().isPresent());
            assertThat(operatorFixture.get("/livez").body()).isEqualTo("ok\n");
            // The probes come every few seconds.
            operatorFixture.advance(Duration.ofSeconds(110));
            assertThat(operatorFixture.get("/livez").body()).doesNotContain("trusted");
            operatorFixture.advance(Duration.ofSeconds(71));
            var answer = operatorFixture.get("/livez");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("no trusted connection to the API server; a restart reads the certificates again: ");

            front.get().present(before.server());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> operatorFixture.cluster.informers().watching() == 9);
            assertThat(operatorFixture.get("/livez").body()).doesNotContain("trusted");
        } finally {
            front.get().close();
        }
    }
}
