package io.deptracker.config;

import io.deptracker.config.Settings.AppKey;
import io.deptracker.config.Settings.GitHubCredential;
import java.util.List;
import java.util.stream.Stream;

/** A reader of the credential settings: a GitHub App is preferred to a token, and a dry run needs neither. */
final class CredentialSettings {
    private static final int VISIBLE_FROM = '!';
    private static final int VISIBLE_TO = '~';

    private final Values values;
    private final List<String> remarks;

    /**
     * @param values the settings as given
     * @param remarks collects what an operator should know
     */
    CredentialSettings(Values values, List<String> remarks) {
        this.values = values;
        this.remarks = remarks;
    }

    GitHubCredential read(boolean dryRun) {
        if (dryRun) {
            return new GitHubCredential.None();
        }
        boolean appWanted = Stream.of(
                        Setting.APP_ID, Setting.APP_INSTALLATION_ID, Setting.APP_KEY_PATH, Setting.APP_KEY)
                .anyMatch(setting -> !values.text(setting).isEmpty());
        return appWanted ? app() : token();
    }

    private GitHubCredential app() {
        if (!values.text(Setting.API_TOKEN).isEmpty()
                || !values.text(Setting.API_TOKEN_FILE).isEmpty()) {
            remarks.add("a GitHub App is set as well as a token: using the App");
        }
        String id = values.required(Setting.APP_ID);
        if (!id.isEmpty() && !id.matches("[A-Za-z0-9.]{1,100}")) {
            values.fault(Setting.APP_ID, "is '%s', must be the App's id or client id".formatted(id));
        }
        return new GitHubCredential.App(id, installationId(), key());
    }

    private long installationId() {
        String text = values.required(Setting.APP_INSTALLATION_ID);
        if (text.matches("[1-9]\\d{0,17}")) {
            return Long.parseLong(text);
        }
        if (!text.isEmpty()) {
            values.fault(Setting.APP_INSTALLATION_ID, "is '%s', must be a whole number over 0".formatted(text));
        }
        return 0;
    }

    private AppKey key() {
        String path = values.text(Setting.APP_KEY_PATH);
        String text = values.text(Setting.APP_KEY);
        if (path.isEmpty() == text.isEmpty()) {
            values.fault(
                    Setting.APP_KEY_PATH,
                    path.isEmpty()
                            ? "is required for a GitHub App, or GH_APP_PRIVATE_KEY; neither is set"
                            : "is set, but so is GH_APP_PRIVATE_KEY; set one of them");
        }
        if (!path.isEmpty()) {
            return new AppKey.File(values.path(Setting.APP_KEY_PATH, path));
        }
        String pem = KeyText.pem(text).orElse("");
        if (!text.isEmpty() && pem.isEmpty()) {
            values.fault(
                    Setting.APP_KEY,
                    "is neither a private key in PEM nor the base64 of one; the path of its file goes into GH_APP_PRIV_KEY");
        } else if (!pem.isEmpty() && !KeyText.isWhole(pem)) {
            values.fault(
                    Setting.APP_KEY,
                    "is a private key without its last line; write its line breaks as \\n, or encode it as base64");
        }
        return new AppKey.Text(pem);
    }

    private GitHubCredential token() {
        String token = values.text(Setting.API_TOKEN);
        String file = values.text(Setting.API_TOKEN_FILE);
        if (!token.isEmpty() && !file.isEmpty()) {
            values.fault(Setting.API_TOKEN_FILE, "is set, but so is API_TOKEN; set one of them");
        } else if (token.isEmpty() && file.isEmpty()) {
            values.fault(Setting.API_TOKEN, "no credential is set: set API_TOKEN or API_TOKEN_FILE");
        }
        if (!token.chars().allMatch(c -> c >= VISIBLE_FROM && c <= VISIBLE_TO)) {
            values.fault(Setting.API_TOKEN, "contains characters that are not valid in a token");
        }
        return file.isEmpty()
                ? new GitHubCredential.Token(token)
                : new GitHubCredential.TokenFile(values.path(Setting.API_TOKEN_FILE, file));
    }
}
