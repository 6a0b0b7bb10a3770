package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.deptracker.github.Keys;
import io.deptracker.github.TestCertificate;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.Ports;
import io.deptracker.testing.SilentPipe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each thing that can be wrong is broken alone: the doctor names exactly that one. */
class DoctorTest {
    private interface Breaking {
        void in(DoctorTest test) throws Exception;
    }

    /** A fault, the check that finds it, and its text. */
    enum Broken {
        SETTING("fail", "settings", "ORG: is required", t -> t.set("ORG", "")),
        CLUSTER_GONE("fail", "kubernetes", "does not answer properly", t -> t.kubernetes.close()),
        NO_KUBECONFIG("fail", "kubernetes", "can't be read", t -> t.set("KUBECONFIG", "/none/config")),
        PODS("fail", "permissions", "may not list and watch pods", t -> t.kubernetes.forbid("pods")),
        REPLICA_SETS("warn", "permissions", "watch replicasets.apps", t -> t.kubernetes.forbid("replicasets")),
        NAMESPACES("warn", "permissions", "no namespace can opt out", t -> t.kubernetes.forbid("namespaces")),
        NAME("fail", "github", "github.invalid can't be resolved", t -> t.set("BASE_URL", "https://github.invalid")),
        PROXY("fail", "github", "the proxy proxy.invalid can't be resolved", t -> {
            t.set("BASE_URL", "https://api.github.com");
            t.set("HTTPS_PROXY", "http://proxy.invalid:3128");
        }),
        PORT(
                "fail",
                "github",
                "can't be reached",
                t -> t.set("BASE_URL", Ports.address(t.refusing).toString())),
        CERTIFICATE("fail", "tls", "no trusted connection", DoctorTest::showUnknownCertificate),
        CA_FILE("fail", "tls", "CA_CERT_FILE", t -> t.set("CA_CERT_FILE", "/none/ca.pem")),
        CLOCK_OFF("warn", "clock", "60 s ahead of GitHub's", t -> t.ahead(Duration.ofSeconds(60))),
        CLOCK_FAR_OFF("fail", "clock", "s behind GitHub's", t -> t.ahead(Duration.ofMinutes(-10))),
        TOKEN("fail", "credential", "GitHub refuses it: HTTP 401", t -> t.github.acceptOnly("another")),
        TOKEN_FILE("fail", "credential", "cannot read the token file", t -> {
            t.set("API_TOKEN", "");
            t.set("API_TOKEN_FILE", "/none/token");
        }),
        RATE_LIMIT("warn", "credential", "limited", t -> t.reads(429, "slow down", Map.of())),
        PERMISSION(
                "fail",
                "permission",
                "(wanted: artifact_metadata=read)",
                t -> t.reads(
                        403,
                        "Resource not accessible",
                        Map.of("X-Accepted-GitHub-Permissions", "artifact_metadata=read"))),
        ORGANIZATION("fail", "permission", "lab-org is not found", t -> t.reads(404, "Not Found", Map.of())),
        CLASSIC("warn", "permission", "classic token", t -> t.reads(200, "", Map.of("X-OAuth-Scopes", "repo, gist"))),
        APP("fail", "permission", "was granted only {artifact_metadata=read", t -> {
            t.useApp();
            t.github.app().grant("read");
        }),
        APP_KEY("fail", "credential", "cannot use its private key", t -> {
            t.useApp();
            t.set("GH_APP_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----");
        }),
        OTHER_FILE("fail", "outbox", "is not an SQLite file", t -> Files.writeString(t.outbox, "x".repeat(200))),
        OTHER_SCHEMA("fail", "outbox", "newer version of this program", DoctorTest::writeNewerSchema),
        NEVER_ACCEPTED(
                "warn", "outbox", "GitHub has never accepted a record, and rows are waiting: 1", DoctorTest::owe),
        DAMAGE("fail", "outbox", "", DoctorTest::damage);

        private final String level;
        private final String check;
        private final String text;

        @SuppressWarnings("ImmutableEnumChecker") // has no state
        private final Breaking breaking;

        Broken(String level, String check, String text, Breaking breaking) {
            this.level = level;
            this.check = check;
            this.text = text;
            this.breaking = breaking;
        }
    }

    @TempDir
    private Path folder;

    private final ApiServerStandIn kubernetes = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final Commands commands = new Commands();
    private Socket refusing;
    private Path outbox;

    @BeforeEach
    void allIsWell() throws Exception {
        refusing = Ports.refusing();
        outbox = folder.resolve("outbox.db");
        commands.variables.putAll(Map.of(
                "ORG", "lab-org",
                "LOGICAL_ENVIRONMENT", "staging",
                "CLUSTER", "lab",
                "API_TOKEN", "t",
                "BASE_URL", github.baseUrl().toString(),
                "KUBECONFIG", kubernetes.kubeconfig(folder).toString(),
                "OUTBOX_PATH", outbox.toString()));
        Outbox.open(outbox).close();
    }

    @AfterEach
    void close() throws Exception {
        refusing.close();
        github.close();
        kubernetes.close();
    }

    @Test
    void whereNothingIsWrongItSaysSoAndChangesNothing() throws Exception {
        byte[] before = Files.readAllBytes(outbox);
        String said = commands.done("doctor");
        assertThat(said.lines()).hasSizeGreaterThan(9).allMatch(line -> line.startsWith("ok "));
        assertThat(said).contains("settings", "kubernetes", "permissions", "github", "clock", "credential", "outbox");
        assertThat(commands.json("doctor")).hasSize((int) said.lines().count());
        assertThat(Files.readAllBytes(outbox)).isEqualTo(before);
        assertThat(github.calls()).isEmpty();
        Files.delete(outbox);
        assertThat(commands.done("doctor")).contains("is not there yet");
        assertThat(outbox).doesNotExist();
    }

    /** Checks that plain http goes to its host directly: a proxy would read the token. */
    @Test
    void plainHttpDoesNotGoThroughTheProxy() throws Exception {
        try (var proxy = new SilentPipe(github.baseUrl().getPort())) {
            set("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertThat(commands.done("doctor").lines()).hasSizeGreaterThan(9).allMatch(line -> line.startsWith("ok "));
            assertThat(proxy.accepted()).isZero();
        }
    }

    @Test
    void theControllerThatHoldsTheOutboxIsNamed() {
        try (var held = Outbox.open(outbox)) {
            assertThat(commands.done("doctor"))
                    .contains("held by process " + ProcessHandle.current().pid());
            held.ping();
        }
    }

    @Test
    void whatAnAppMayDoIsToldByItsInstallation() throws Exception {
        useApp();
        assertThat(commands.done("doctor")).contains("the App's installation may write deployment records");
    }

    @Test
    void eachNamespaceThatIsWatchedIsAskedFor() {
        kubernetes.forbid("pods", "pay");
        assertThat(commands.run("doctor", "-namespace", "shop,pay")).isEqualTo(1);
        assertThat(commands.out())
                .contains("may not list and watch pods in the namespace pay")
                .doesNotContain("shop;");
    }

    @ParameterizedTest
    @EnumSource
    void itNamesWhatIsBroken(Broken broken) throws Exception {
        broken.breaking.in(this);

        int exit = commands.run("doctor");

        assertThat(commands.errors()).isEmpty();
        assertThat(commands.out().lines().filter(line -> !line.startsWith("ok ")))
                .as(commands.out())
                .singleElement()
                .asString()
                .startsWith(broken.level)
                .contains(" " + broken.check + " ", broken.text, "; ");
        assertThat(exit).isEqualTo(broken.level.equals("fail") ? 1 : 0);
    }

    private void set(String variable, String value) {
        commands.variables.put(variable, value);
    }

    private void ahead(Duration by) {
        commands.clock = () -> InstantSource.system().instant().plus(by);
    }

    private void reads(int status, String message, Map<String, String> headers) {
        github.answerReadsWith(Reply.status(status, "{\"message\": \"" + message + "\"}", headers));
    }

    private void useApp() {
        set("API_TOKEN", "");
        set("GH_APP_ID", "1");
        set("GH_INSTALL_ID", "2");
        set("GH_APP_PRIVATE_KEY", Keys.setting());
    }

    private void showUnknownCertificate() throws Exception {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(new TestCertificate(folder).server()));
        server.start();
        set("BASE_URL", "https://localhost:" + server.getAddress().getPort());
    }

    private void owe() {
        var artifact = new Artifact("ghcr.io/acme/web", new Digest("sha256:" + "1".repeat(64)), "v1");
        var owed = new DeploymentRecord("shop/web/app", Status.DEPLOYED, artifact, Metadata.NONE);
        var state = new DesiredState(
                new Workload("shop", "apps", "Deployment", "web"), new Environment("prod", "", "c"), List.of(owed));
        try (OutboxFile file = Outbox.open(outbox)) {
            new Intake(file, InstantSource.system(), () -> {}).commit(List.of(state), _ -> true);
        }
    }

    private void writeNewerSchema() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + outbox);
                var statement = connection.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET version = '999' WHERE version = '3'");
        }
    }

    private void damage() throws Exception {
        byte[] bytes = Files.readAllBytes(outbox);
        Arrays.fill(bytes, 4096, bytes.length, (byte) 7);
        Files.write(outbox, bytes);
    }
}
