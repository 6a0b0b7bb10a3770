package io.deptracker.config;

import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static io.deptracker.config.TestSettings.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.config.Settings.AppKey;
import io.deptracker.config.Settings.GitHubCredential;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A GitHub App is preferred to a token, an App is complete or rejected, and a dry run needs no credential. */
class CredentialSettingsTest {
    private static final String PEM =
            "-----BEGIN RSA PRIVATE KEY-----\n" + "c2VjcmV0".repeat(20) + "\n-----END RSA PRIVATE KEY-----\n";

    @ParameterizedTest
    @ValueSource(strings = {"GH_APP_PRIV_KEY", "GH_APP_PRIV_KEY_PATH"})
    void anAppHasAnIdAnInstallationAndAKeyFile(String key) throws Exception {
        assertThat(read(app(key, "/keys/app.pem")).github().credential())
                .isEqualTo(new GitHubCredential.App("12345", 67890, new AppKey.File(Path.of("/keys/app.pem"))));
    }

    /** In the forms in which .env files, Secrets and shells pass it on. */
    @ParameterizedTest
    @ValueSource(strings = {"%s", " \n%s\n", "\"%s\"", "'%s'", "\" %s \""})
    void theKeyMayBePemOrItsBase64InAnyWrapping(String around) throws Exception {
        String oneLine = PEM.strip().replace("\n", "\\n");
        for (String text : List.of(
                PEM,
                PEM.replace("\n", "\r\n"),
                oneLine,
                oneLine.replace("\\n", "\\r\\n"),
                oneLine.replace("\\n", "\\\\n"),
                base64(PEM),
                base64(oneLine),
                base64('"' + oneLine + '"'),
                base64(base64(PEM)))) {
            assertThat(read(app("GH_APP_PRIVATE_KEY", around.formatted(text)))
                            .github()
                            .credential())
                    .isInstanceOfSatisfying(
                            GitHubCredential.App.class,
                            it -> assertThat(it.key())
                                    .isInstanceOfSatisfying(
                                            AppKey.Text.class,
                                            key -> assertThat(key.pem().replaceAll("[\\s'\"]", ""))
                                                    .isEqualTo(PEM.replaceAll("\\s", ""))));
        }
    }

    @Test
    void aKeyThatIsCutOffIsNamed() {
        assertThat(faults(app("GH_APP_PRIVATE_KEY", PEM.substring(0, 40))))
                .containsExactly("GH_APP_PRIVATE_KEY: is a private key without its last line; write its line"
                        + " breaks as \\n, or encode it as base64");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theKeyMayBeBase64AlsoInLines() throws Exception {
        byte[] pem = PEM.getBytes(StandardCharsets.UTF_8);
        var expected = new GitHubCredential.App("12345", 67890, new AppKey.Text(PEM));

        String oneLine = Base64.getEncoder().encodeToString(pem);
        assertThat(read(app("GH_APP_PRIVATE_KEY", oneLine)).github().credential())
                .isEqualTo(expected);
        String lines = Base64.getMimeEncoder().encodeToString(pem);
        assertThat(lines).contains("\r\n");
        assertThat(read(app("GH_APP_PRIVATE_KEY", lines)).github().credential()).isEqualTo(expected);
        assertThat(read(app("GH_APP_PRIVATE_KEY", lines.replace("\r", "") + "\n"))
                        .github()
                        .credential())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/keys/app.pem", "s3cr3t!", "c2VjcmV0c", "c2VjcmV0", "ghp_0123456789abcdef", "\"\""})
    void whatIsNoKeyIsAFaultThatDoesNotShowIt(String value) {
        assertThat(faults(app("GH_APP_PRIVATE_KEY", value)))
                .containsExactly(
                        "GH_APP_PRIVATE_KEY: is neither a private key in PEM nor the base64 of one; the path of its"
                                + " file goes into GH_APP_PRIV_KEY");
    }

    @Test
    void anAppIsWholeOrAbsent() {
        var app = app("GH_APP_PRIV_KEY", "/keys/app.pem");

        assertThat(faults(lacking(app, "GH_APP_ID"))).containsExactly("GH_APP_ID: is required, but not set");
        assertThat(faults(lacking(app, "GH_INSTALL_ID"))).containsExactly("GH_INSTALL_ID: is required, but not set");
        assertThat(faults(lacking(app, "GH_APP_PRIV_KEY")))
                .containsExactly(
                        "GH_APP_PRIV_KEY: is required for a GitHub App, or GH_APP_PRIVATE_KEY; neither is set");
        assertThat(faults(with("GH_APP_ID", "12345", "API_TOKEN", ""))).hasSize(2);
    }

    @Test
    void oneKeyIsEnough() {
        var both = app("GH_APP_PRIV_KEY", "/keys/app.pem");
        both.put("GH_APP_PRIVATE_KEY", "c2VjcmV0");

        assertThat(faults(both))
                .containsExactly("GH_APP_PRIV_KEY: is set, but so is GH_APP_PRIVATE_KEY; set one of them");
    }

    @ParameterizedTest
    @CsvSource({"GH_INSTALL_ID,abc", "GH_INSTALL_ID,0", "GH_INSTALL_ID,-1", "GH_INSTALL_ID,1e3"})
    void anInstallationIsANumber(String name, String value) {
        var app = app("GH_APP_PRIV_KEY", "/keys/app.pem");
        app.put(name, value);

        assertThat(faults(app)).containsExactly(name + ": is '" + value + "', must be a whole number over 0");
    }

    @Test
    void anAppIsNamedByItsIdOrItsClientId() throws Exception {
        var app = app("GH_APP_PRIV_KEY", "/keys/app.pem");
        app.put("GH_APP_ID", "Iv23li.4EaXample");
        assertThat(read(app).github().credential())
                .isInstanceOfSatisfying(
                        GitHubCredential.App.class, it -> assertThat(it.id()).isEqualTo("Iv23li.4EaXample"));

        app.put("GH_APP_ID", "my app");
        assertThat(faults(app)).containsExactly("GH_APP_ID: is 'my app', must be the App's id or client id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"API_TOKEN", "API_TOKEN_FILE"})
    void anAppWinsOverATokenAndThatIsSaid(String token) throws Exception {
        var both = app("GH_APP_PRIV_KEY", "/keys/app.pem");
        both.put(token, "/or-a-token");

        Settings settings = read(both);

        assertThat(settings.github().credential()).isInstanceOf(GitHubCredential.App.class);
        assertThat(settings.remarks()).containsExactly("a GitHub App is set as well as a token: using the App");
    }

    @Test
    void anAppAloneIsNoRemark() throws Exception {
        assertThat(read(app("GH_APP_PRIV_KEY", "/keys/app.pem")).remarks()).isEmpty();
    }

    @Test
    void aDryRunNeedsNoCredential() throws Exception {
        var without = without("API_TOKEN");
        var byFlag = SettingsReader.read(without, Map.of(Setting.DRY_RUN, "true"));
        assertThat(byFlag.github().dryRun()).isTrue();
        assertThat(byFlag.github().credential()).isEqualTo(new GitHubCredential.None());

        without.put("DRY_RUN", "true");
        assertThat(read(without).github()).isEqualTo(byFlag.github());
        assertThat(read(with("API_TOKEN", "t")).github().dryRun()).isFalse();
        assertThat(faults(with("DRY_RUN", "maybe"))).containsExactly("-dry-run: must be true or false");
    }

    @Test
    void theKeyIsNeverShown() throws Exception {
        String base64 = Base64.getEncoder().encodeToString(PEM.getBytes(StandardCharsets.UTF_8));

        assertThat(read(app("GH_APP_PRIVATE_KEY", base64)).toString()).doesNotContain("c2VjcmV0", base64);
    }

    private static Map<String, String> app(String keyName, String key) {
        var variables = without("API_TOKEN");
        variables.putAll(Map.of("GH_APP_ID", "12345", "GH_INSTALL_ID", "67890", keyName, key));
        return variables;
    }

    private static Map<String, String> lacking(Map<String, String> variables, String name) {
        var less = new HashMap<>(variables);
        less.remove(name);
        return less;
    }
}
