package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.deptracker.github.AppCredential.Installation;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a GitHub App's installation, from the stand-in over real HTTP. */
class AppCredentialTest {
    private static final Installation INSTALLATION = new Installation("12345", 67890);

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private final GitHubStandIn gitHub = GitHubStandIn.start(clock);
    private final HttpClient http = HttpClient.newHttpClient();
    private final AppCredential app = app(() -> Keys.pkcs1(Keys.RSA));
    private Path keyFile = Path.of("");

    @BeforeEach
    void writeKey() throws IOException {
        keyFile = folder.resolve("app.pem");
        Files.writeString(keyFile, Keys.pkcs8(Keys.RSA));
    }

    @AfterEach
    void close() {
        http.close();
        gitHub.close();
    }

    @Test
    void oneTokenIsForAllThreads() throws Exception {
        assertThat(byThreads(8)).containsOnly(gitHub.app().tokens().getFirst());
        assertThat(gitHub.app().tokens()).hasSize(1);
    }

    @Test
    void itIsRenewedFiveMinutesBeforeItsEndOnceForAllThreads() throws Exception {
        String first = app.token();
        clock.advance(Duration.ofMinutes(55).minusSeconds(1));
        assertThat(app.token()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(1));

        assertThat(byThreads(8)).containsOnly(gitHub.app().tokens().getLast());
        assertThat(gitHub.app().tokens()).hasSize(2).first().isEqualTo(first);
    }

    @Test
    void aTokenThatLivesShorterIsRenewedSooner() throws Exception {
        gitHub.app().lifetime(Duration.ofMinutes(10));
        var _ = app.token();
        clock.advance(Duration.ofMinutes(5));

        assertThat(app.token()).isEqualTo(gitHub.app().tokens().getLast());
        assertThat(gitHub.app().tokens()).hasSize(2);
    }

    @Test
    void aRefusedTokenIsNotUsedAgain() throws Exception {
        String first = app.token();
        app.refused("ghs_another");
        assertThat(app.token()).isEqualTo(first);

        app.refused(first);

        assertThat(app.token())
                .isNotEqualTo(first)
                .isEqualTo(gitHub.app().tokens().getLast());
        app.refused(first);
        assertThat(app.token()).isEqualTo(gitHub.app().tokens().getLast());
        assertThat(gitHub.app().tokens()).hasSize(2);
    }

    @Test
    void aRevokedTokenIsABadCredentialOnceAndTheNextCallGetsAnother() {
        try (var client = client(app)) {
            assertThat(post(client)).isEqualTo(new Outcome.Accepted());
            gitHub.acceptOnly("ghs_%036d".formatted(2));

            assertThat(post(client)).isInstanceOf(Outcome.BadCredential.class);
            assertThat(post(client)).isEqualTo(new Outcome.Accepted());
        }
        assertThat(gitHub.app().tokens()).hasSize(2);
    }

    @Test
    void aReplacedKeyIsUsedWithTheNextRenewal() throws Exception {
        var app = app(() -> Files.readString(keyFile));
        String first = app.token();
        Files.writeString(keyFile, "no key");
        assertThat(app.token()).isEqualTo(first);
        clock.advance(Duration.ofHours(1));
        assertThatExceptionOfType(CredentialException.class).isThrownBy(app::token);

        Files.writeString(keyFile, Keys.pkcs1(Keys.generate("RSA", 2048)));

        assertThat(app.token()).isEqualTo(gitHub.app().tokens().getLast()).isNotEqualTo(first);
    }

    @Test
    void aKeyThatCanNotBeReadIsNoCredential() throws IOException {
        Files.delete(keyFile);
        var missing = app(() -> Files.readString(keyFile));

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(missing::token)
                // Without the file's name, which may be the key.
                .withMessage("no token for GitHub App 12345, installation 67890: cannot read its private key: no such"
                        + " file; check GH_APP_PRIV_KEY");
        assertThatExceptionOfType(CredentialException.class).isThrownBy(missing::check);
        try (var client = client(missing)) {
            assertThat(post(client)).isInstanceOf(Outcome.BadCredential.class);
        }
        assertThat(gitHub.calls()).isEmpty();
    }

    @Test
    void aKeyThatCanNotBeUsedIsNoCredentialAndIsNotQuoted() {
        for (String pem : PrivateKeyPemTest.others()) {
            assertThatExceptionOfType(CredentialException.class)
                    .isThrownBy(app(() -> pem)::token)
                    .withMessageStartingWith(
                            "no token for GitHub App 12345, installation 67890: cannot use its private key")
                    .withMessageNotContainingAny(
                            "c2VjcmV0", "secret", Keys.pkcs8(Keys.RSA).substring(60, 90));
        }
    }

    @Test
    void theKeyCanBeTriedWithoutACall() throws Exception {
        app.check();

        assertThat(gitHub.app().tokens()).isEmpty();
    }

    private AppCredential app(AppCredential.KeySource key) {
        return new AppCredential(gitHub.baseUrl(), INSTALLATION, key, http, Duration.ofSeconds(10), clock);
    }

    private GitHubClient client(Credential credential) {
        URI base = gitHub.baseUrl();
        return new GitHubClient(
                new Endpoint(base, "acme"),
                credential,
                HttpClient.newHttpClient(),
                ClientFixture.PATIENT,
                clock,
                "1.2.3");
    }

    private static Outcome post(GitHubClient client) {
        return client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1)))
                .getFirst();
    }

    private List<String> byThreads(int count) throws Exception {
        var together = new CyclicBarrier(count);
        Callable<String> ask = () -> {
            together.await();
            return app.token();
        };
        var tokens = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(count)) {
            var asked = new ArrayList<Future<String>>();
            for (int i = 0; i < count; i++) {
                asked.add(threads.submit(ask));
            }
            for (var each : asked) {
                tokens.add(each.get());
            }
        }
        return tokens;
    }
}
