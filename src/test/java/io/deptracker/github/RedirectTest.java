package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.record.Digest;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A renamed organization, for which GitHub responds with the new address. */
@Timeout(30)
class RedirectTest {
    private static final String MOVED = "/orgs/acme-new/artifacts/metadata/deployment-record";

    private final ClientFixture fixture = new ClientFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void sameRequestGoesToTheNewPlace(int status) {
        movedTo(status, fixture.gitHub.baseUrl() + MOVED);

        assertThat(fixture.post(1)).containsExactly(new Accepted());

        assertThat(fixture.gitHub.calls())
                .extracting(Call::path)
                .containsExactly("/orgs/acme/artifacts/metadata/deployment-record", MOVED);
        assertThat(fixture.gitHub.calls())
                .extracting(Call::body)
                .containsOnly(fixture.gitHub.calls().getFirst().body());
        assertThat(fixture.gitHub.view()).containsOnlyKeys("shop/app-0/main");
    }

    @Test
    void placeMayBeRelative() {
        movedTo(307, MOVED);

        assertThat(fixture.post(1)).containsExactly(new Accepted());
    }

    @Test
    void credentialAndRecordsGoToNoOtherHost() {
        try (GitHubStandIn other = GitHubStandIn.start()) {
            movedTo(307, other.baseUrl() + MOVED);

            assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
            assertThat(other.calls()).isEmpty();
        }
    }

    @Test
    void otherSchemeIsNotFollowed() {
        movedTo(307, "https://127.0.0.1:" + fixture.gitHub.baseUrl().getPort() + MOVED);

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    /** The same host, over a connection on which others can read the token. */
    @Test
    void tokenIsNeverSentInClearText(@TempDir Path folder) throws Exception {
        var certificate = new TestCertificate(folder);
        Path bundle = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
        try (var plain = LocalServer.http(LocalServer.always(201, new byte[0]));
                var secure = LocalServer.https(certificate.server(), exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://localhost:" + plain.port() + MOVED);
                    LocalServer.answer(exchange, 307, new byte[0]);
                });
                HttpClient http = HttpClients.open(ClientFixture.PATIENT, null, List.of(), bundle)) {
            var endpoint = new Endpoint(secure.url(), "acme");
            var gitHubProbe = new GitHubProbe(endpoint, http, ClientFixture.PATIENT);
            var recordReader = new RecordReader(
                    endpoint, () -> ClientFixture.TOKEN, http, ClientFixture.PATIENT, InstantSource.system());

            assertThat(gitHubProbe.read(ClientFixture.TOKEN).status()).isEqualTo(307);
            assertThat(recordReader.read(new Digest("sha256:" + "a".repeat(64))))
                    .isInstanceOf(RecordReader.Result.Failed.class);
            assertThat(secure.visits()).hasSize(2);
            assertThat(plain.visits()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://[", "//", "mailto:someone"})
    void placeThatIsNoneIsNotFollowed(String location) {
        movedTo(307, location);

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(fixture.gitHub.calls()).hasSize(1);
    }

    @Test
    void circleIsLeft() {
        fixture.gitHub.answerWith(call -> Optional.of(Reply.status(307, "", Map.of("Location", call.path()))));

        assertThat(fixture.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(fixture.gitHub.calls()).hasSizeBetween(2, 5);
    }

    private void movedTo(int status, String location) {
        fixture.gitHub.answerWith(call -> call.path().equals(MOVED)
                ? Optional.empty()
                : Optional.of(Reply.status(status, "", Map.of("Location", location))));
    }
}
