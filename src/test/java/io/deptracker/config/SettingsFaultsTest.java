package io.deptracker.config;

import static io.deptracker.config.TestSettings.COMPLETE;
import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static io.deptracker.config.TestSettings.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of the settings, word for word as an operator reads it. */
class SettingsFaultsTest {
    private static final String A_CONTROL_CHARACTER =
            "contains control characters, which are not valid in a path, so its value is not shown";
    private static final String A_DURATION = ": is not a duration such as 30s, 5m, 2h or 7d";
    private static final String KNOWN = "; known are {{namespace}}, {{deploymentName}}, {{containerName}}, {{kind}}";

    private static final String IS_NO_KIND =
            "is not a kind; write kinds as owner references do, such as Deployment, Job.batch or"
                    + " Rollout.argoproj.io; globs are accepted";

    @Test
    void completeSettingsHaveNone() {
        assertThat(faults(COMPLETE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORG", "LOGICAL_ENVIRONMENT", "CLUSTER"})
    void requiredOnesMustBeSet(String name) {
        assertThat(faults(without(name))).containsExactly(name + ": is required, but not set");
        assertThat(faults(with(name, " \t"))).containsExactly(name + ": is required, but not set");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ORG                  | my.org         | is 'my.org', must be letters, digits, hyphens or underscores
        ORG                  | octo/repo      | is 'octo/repo', must be letters, digits, hyphens or underscores
        ORG                  | öcto           | is 'öcto', must be letters, digits, hyphens or underscores
        CLUSTER              | a/b            | is 'a/b', must be 1 to 128 letters, digits, dots, underscores or hyphens
        CLUSTER              | a b            | is 'a b', must be 1 to 128 letters, digits, dots, underscores or hyphens
        DN_TEMPLATE          | fixed          | has no placeholder; known are {{namespace}}, {{deploymentName}}, {{containerName}}, {{kind}}
        DN_TEMPLATE          | {{namespace}}-{{pod}} | has the unknown placeholder {{pod}}; known are {{namespace}}, {{deploymentName}}, {{containerName}}, {{kind}}
        PACE                 | fast           | is not a number
        PACE                 | 0              | is 0.0, must be over 0
        PACE                 | NaN            | is NaN, must be over 0
        BURST                | 0              | is 0, must be 1 to 10000
        BATCH_SIZE           | 0              | is 0, must be 1 to 1000
        BATCH_SIZE           | 1001           | is 1001, must be 1 to 1000
        BATCH_SIZE           | many           | is not a whole number
        MAX_ATTEMPTS         | 0              | is 0, must be 1 to 1000
        MAX_ATTEMPTS         | 99999999999    | is not a whole number
        PARK_SCHEDULE        | soon           | is not a list of durations such as 5m,30m,2h
        PARK_SCHEDULE        | 5m,0s          | must name at least one duration, all over 0
        LOG_FORMAT           | xml            | is 'xml', must be json or text
        INCLUDE_KINDS        | apps/v1        | NO_KIND apps/v1
        INCLUDE_KINDS        | Deployment, Job batch | NO_KIND Job batch
        EXCLUDE_KINDS        | Job.batch/v1   | NO_KIND Job.batch/v1
        EXCLUDE_KINDS        | Job; CronJob   | NO_KIND Job; CronJob
        """)
    void valuesMustBeInTheirRange(String name, String value, String fault) {
        assertThat(faults(with(name, value)))
                .containsExactly(name + ": " + fault.replaceFirst("NO_KIND (.*)", "'$1' " + IS_NO_KIND));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SYNC_TIMEOUT",
                "COMPARE_EVERY",
                "RETENTION",
                "DEAD_RETENTION",
                "REQUEST_TIMEOUT",
                "BACKOFF_FIRST",
                "BACKOFF_LONGEST",
                "PARK_LIMIT",
                "DRAIN_TIMEOUT"
            })
    void durationsHaveAUnitAndASign(String name) {
        assertThat(faults(with(name, "soon"))).containsExactly(name + A_DURATION);
        assertThat(faults(with(name, "5 parsecs"))).containsExactly(name + A_DURATION);
        assertThat(faults(with(name, "-5s"))).containsExactly(name + ": is negative");
        assertThat(faults(with(name, "3651d"))).containsExactly(name + ": is longer than 3650d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SYNC_TIMEOUT",
                "COMPARE_EVERY",
                "REQUEST_TIMEOUT",
                "BACKOFF_FIRST",
                "BACKOFF_LONGEST",
                "PARK_LIMIT"
            })
    void durationsThatMeanWaitingAreOverNothing(String name) {
        assertThat(faults(with(name, "0s"))).containsExactly(name + ": must be over 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RETENTION", "DEAD_RETENTION", "DRAIN_TIMEOUT"})
    void otherDurationsMayBeNothing(String name) {
        assertThat(faults(with(name, "0s"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-30", " 30 ", "0.5"})
    void aNumberAloneIsNoDuration(String number) {
        // HOCON would read it as milliseconds; the author means seconds.
        assertThat(faults(with("REQUEST_TIMEOUT", number))).containsExactly("REQUEST_TIMEOUT" + A_DURATION);
    }

    @Test
    void theFirstWaitIsNotOverTheLongest() {
        assertThat(faults(with("BACKOFF_FIRST", "1h", "BACKOFF_LONGEST", "10m")))
                .containsExactly("BACKOFF_FIRST: is longer than BACKOFF_LONGEST");
    }

    @Test
    void flagsMustBeInTheirRange() {
        Map.of(
                        "0", "is 0, must be 1 to 100",
                        "101", "is 101, must be 1 to 100",
                        "-1", "is -1, must be 1 to 100",
                        "two", "is not a whole number",
                        "", "is not a whole number")
                .forEach((value, fault) -> assertThat(faults(COMPLETE, Map.of(Setting.WORKERS, value)))
                        .containsExactly("-workers: " + fault));
        Map.of(
                        "0",
                        "is 0, must be 1 to 65535",
                        "65536",
                        "is 65536, must be 1 to 65535",
                        "http",
                        "is not a whole number")
                .forEach((value, fault) -> assertThat(faults(COMPLETE, Map.of(Setting.METRICS_PORT, value)))
                        .containsExactly("-metrics-port: " + fault));
        assertThat(faults(COMPLETE, Map.of(Setting.WORKERS, "100", Setting.METRICS_PORT, "65535")))
                .isEmpty();
    }

    @Test
    void oneNamespaceAndNamespacesToLeaveOutExcludeEachOther() {
        assertThat(faults(COMPLETE, Map.of(Setting.NAMESPACE, "a", Setting.EXCLUDE_NAMESPACES, "b,c")))
                .containsExactly("-namespace: can't be used together with -exclude-namespaces");
        assertThat(faults(COMPLETE, Map.of(Setting.NAMESPACE, "", Setting.EXCLUDE_NAMESPACES, "b,c")))
                .isEmpty();
        assertThat(faults(COMPLETE, Map.of(Setting.NAMESPACE, "a", Setting.EXCLUDE_NAMESPACES, " , ")))
                .isEmpty();
    }

    @Test
    void namesAreNotTooLong() throws Exception {
        String longest = "n".repeat(128);
        assertThat(read(with(
                                "CLUSTER",
                                longest,
                                "LOGICAL_ENVIRONMENT",
                                longest,
                                "PHYSICAL_ENVIRONMENT",
                                "😀".repeat(128)))
                        .naming()
                        .environment()
                        .cluster())
                .isEqualTo(longest);
        assertThat(faults(with("LOGICAL_ENVIRONMENT", longest + "n")))
                .containsExactly("LOGICAL_ENVIRONMENT: is longer than 128 characters");
        assertThat(faults(with("PHYSICAL_ENVIRONMENT", longest + "n")))
                .containsExactly("PHYSICAL_ENVIRONMENT: is longer than 128 characters");
        assertThat(faults(with("CLUSTER", longest + "n")))
                .containsExactly("CLUSTER: is '" + longest
                        + "n', must be 1 to 128 letters, digits, dots, underscores or hyphens");
    }

    @Test
    void pathsCanBePaths() {
        // Only a file of settings can contain such a character; a variable cannot.
        assertThat(faults(with("API_TOKEN_FILE", "a\0b", "API_TOKEN", "")))
                .containsExactly("API_TOKEN_FILE: " + A_CONTROL_CHARACTER);
        assertThat(faults(with("OUTBOX_PATH", "a\0b"))).containsExactly("OUTBOX_PATH: " + A_CONTROL_CHARACTER);
        assertThat(faults(COMPLETE, Map.of(Setting.KUBECONFIG, "a\0b")))
                .containsExactly("-kubeconfig: " + A_CONTROL_CHARACTER);
    }

    @Test
    void allAreToldAtOnceOneALine() {
        var variables = Map.of("DN_TEMPLATE", "{{pod}}{{node}}", "BASE_URL", "ftp://x", "BATCH_SIZE", "0");
        assertThat(faults(variables, Map.of(Setting.WORKERS, "0", Setting.METRICS_PORT, "0")))
                .containsExactlyInAnyOrder(
                        "DN_TEMPLATE: has the unknown placeholder {{node}}, {{pod}}" + KNOWN,
                        "LOGICAL_ENVIRONMENT: is required, but not set",
                        "CLUSTER: is required, but not set",
                        "ORG: is required, but not set",
                        "BASE_URL: 'ftp://x' is not an http or https URL with a host",
                        "API_TOKEN: no credential is set: set API_TOKEN or API_TOKEN_FILE",
                        "-workers: is 0, must be 1 to 100",
                        "BATCH_SIZE: is 0, must be 1 to 1000",
                        "-metrics-port: is 0, must be 1 to 65535");
    }

    @Test
    void aLineBreakInAValueStartsNoLine() {
        assertThat(faults(with("ORG", "a\nCLUSTER: is fine"))).hasSize(1);
    }

    @Test
    void exactlyOneCredentialIsSet() throws Exception {
        assertThat(faults(without("API_TOKEN")))
                .containsExactly("API_TOKEN: no credential is set: set API_TOKEN or API_TOKEN_FILE");
        assertThat(faults(with("API_TOKEN_FILE", "/token")))
                .containsExactly("API_TOKEN_FILE: is set, but so is API_TOKEN; set one of them");
        assertThat(faults(with("API_TOKEN", "token-1\nX-Header: 1")))
                .containsExactly("API_TOKEN: contains characters that are not valid in a token");
        assertThat(read(with("API_TOKEN", " token-1\n")).github().credential())
                .isEqualTo(new Settings.GitHubCredential.Token("token-1"));
    }

    @Test
    void secretsAreNeverShown() throws Exception {
        String secret = "s3cr3t";
        List<Map<String, String>> all = List.of(
                with("API_TOKEN", secret + " x"),
                with("API_TOKEN", secret, "API_TOKEN_FILE", "/token"),
                with("API_TOKEN", secret, "ORG", "", "BATCH_SIZE", "x"),
                with("GH_APP_PRIVATE_KEY", secret + "!", "API_TOKEN", "", "GH_APP_ID", "x"),
                with("HTTPS_PROXY", "https://user:" + secret + "@proxy"),
                with("HTTPS_PROXY", "http://user:" + secret + "@pro xy"),
                with("BASE_URL", "https://user:" + secret + "@github.example"),
                with("BASE_URL", "user:" + secret + "@github.example"),
                with("BASE_URL", "ftp://user:" + secret + "@github.example"),
                with("BASE_URL", "https://user:" + secret + "@git hub"),
                with("BASE_URL", "https://github.example?token=" + secret),
                with("BASE_URL", "ftp://github.example/#" + secret));
        for (var variables : all) {
            assertThat(faults(variables)).isNotEmpty().noneMatch(line -> line.contains(secret));
        }
        assertThat(read(with("API_TOKEN", secret, "HTTPS_PROXY", "http://user:" + secret + "@proxy:1"))
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void anUnknownLogLevelIsNoFaultButIsSaid() throws Exception {
        Settings settings = read(with("LOG_LEVEL", "chatty"));
        assertThat(settings.log().level()).isEqualTo("INFO");
        assertThat(settings.remarks())
                .containsExactly("LOG_LEVEL is 'CHATTY', not DEBUG, INFO, WARN or ERROR: using INFO");
        assertThat(read(with("LOG_LEVEL", "debug")).log().level()).isEqualTo("DEBUG");
    }
}
