package io.deptracker;

import io.deptracker.config.KeyText;
import io.deptracker.config.Settings;
import io.deptracker.config.Settings.AppKey;
import io.deptracker.config.Settings.GitHubCredential;
import io.deptracker.github.AppCredential;
import io.deptracker.github.AppCredential.Installation;
import io.deptracker.github.Credential;
import io.deptracker.github.CredentialException;
import io.deptracker.github.TokenFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A factory of the credential that the settings configure; reports at once what is wrong with it. */
final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private Credentials() {}

    /**
     * Returns the configured credential, after a first check.
     *
     * @throws IOException if a GitHub App's key cannot be used; the message states why
     */
    static Credential of(Settings.GitHub github, HttpClient http, Duration timeout, InstantSource clock)
            throws IOException {
        Credential credential = unasked(github, http, timeout, clock);
        if (credential instanceof AppCredential app) {
            ask(app);
        }
        return credential;
    }

    /** Returns the configured credential, without a request for a token. */
    static Credential unasked(Settings.GitHub github, HttpClient http, Duration timeout, InstantSource clock) {
        return switch (github.credential()) {
            case GitHubCredential.Token token -> token::token;
            case GitHubCredential.TokenFile file -> new TokenFile(file.file());
            case GitHubCredential.App app -> app(github, app, http, timeout, clock);
            case GitHubCredential.None _ -> throw new IllegalStateException("a dry run needs no credential");
        };
    }

    private static AppCredential app(
            Settings.GitHub github, GitHubCredential.App app, HttpClient http, Duration timeout, InstantSource clock) {
        AppCredential.KeySource key = switch (app.key()) {
            case AppKey.File file -> () -> pem(Files.readString(file.path()));
            case AppKey.Text text -> text::pem;
        };
        return new AppCredential(
                github.baseUrl(), new Installation(app.id(), app.installationId()), key, http, timeout, clock);
    }

    /** Returns the PEM text of a key. A text that is no key in any form is refused when it is used. */
    private static String pem(String text) {
        return KeyText.pem(text).orElse(text);
    }

    private static void ask(AppCredential credential) throws IOException {
        try {
            credential.check();
        } catch (CredentialException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
        try {
            LOG.atDebug().addKeyValue("length", credential.token().length()).log("installation token received");
        } catch (CredentialException refused) {
            // It may be fixed at GitHub while this runs: the backlog is kept, and the gate probes again.
            LOG.atError().log(refused.getMessage());
        } catch (IOException notNow) {
            LOG.atWarn()
                    .addKeyValue("error", notNow.getMessage())
                    .log("no installation token yet; requesting it again");
        }
    }
}
