package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.deptracker.github.TestCertificate;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.ContractCheck;
import io.deptracker.testing.TrackerProcess;
import io.deptracker.testing.TunnelProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program reaches GitHub by TLS through a proxy that requires a user, with certificates from a file. */
class ProxyIT {
    private static final byte[] STORED = "{\"total_count\": 1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final ContractCheck contract = new ContractCheck();

    @AfterEach
    void nothingBrokeTheContract() {
        contract.close();
    }

    @Test
    void recordsGoThroughATunnelWithTheProxysUser() throws Exception {
        var certificate = new TestCertificate(folder);
        Path bundle = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
        var github = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        github.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        github.createContext("/", exchange -> {
            try (exchange) {
                contract.check(exchange);
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, STORED.length);
                exchange.getResponseBody().write(STORED);
            }
        });
        github.start();
        try (var server = new ApiServerStandIn();
                var proxy = new TunnelProxy("me:p@ss", github.getAddress().getPort())) {
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            cluster.deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
            var variables = Map.of(
                    "BASE_URL",
                    "https://github.test",
                    "HTTPS_PROXY",
                    "http://me:p%40ss@127.0.0.1:" + proxy.port(),
                    "CA_CERT_FILE",
                    bundle.toString());

            try (var tracker = TrackerProcess.start(folder, server.kubeconfig(folder), variables)) {
                tracker.awaitMetric("deptracker_outbox_rows{state=\"delivered\"}", 1);
                assertThat(tracker.terminate()).isZero();
                assertThat(tracker.log()).doesNotContain("p@ss", "p%40ss");
            }
            assertThat(proxy.tunnels()).isNotEmpty().containsOnly("CONNECT github.test:443 HTTP/1.1");
        } finally {
            github.stop(0);
        }
    }
}
