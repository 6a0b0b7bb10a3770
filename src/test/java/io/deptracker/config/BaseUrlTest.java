package io.deptracker.config;

import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "api.github.com,                                 https://api.github.com",
        "api.acme.ghe.com/,                              https://api.acme.ghe.com",
        "localhost:8443,                                 https://localhost:8443",
        "https://github.example/api/v3//,                https://github.example/api/v3",
        "HTTPS://API.GITHUB.COM,                         HTTPS://API.GITHUB.COM",
        "http://localhost,                               http://localhost",
        "http://LocalHost:8080,                          http://LocalHost:8080",
        "http://127.0.0.1:8080/api,                      http://127.0.0.1:8080/api",
        "http://registry.ns.svc.cluster.local:9090,      http://registry.ns.svc.cluster.local:9090",
    })
    void isHttpsUnlessItStaysOnThisMachineOrInThisCluster(String text, String url) throws Exception {
        assertThat(read(with("BASE_URL", text)).github().baseUrl()).isEqualTo(URI.create(url));
    }

    @Test
    void isGitHubsWhereNoneIsSet() throws Exception {
        assertThat(read(TestSettings.COMPLETE).github().baseUrl()).isEqualTo(URI.create("https://api.github.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.github.com",
                "localhost.evil.com",
                "127.0.0.1.evil.com",
                "127.0.0.2",
                "registry.svc.cluster.local.evil.com",
                "evilsvc.cluster.local",
                "svc.cluster.local"
            })
    void plainHttpIsRefusedByTheParsedHost(String host) {
        assertThat(faults(with("BASE_URL", "http://" + host + ":80/api")))
                .containsExactly("BASE_URL: is plain http to " + host
                        + "; plain http is accepted only for localhost, 127.0.0.1 and *.svc.cluster.local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user@localhost",
                "http://localhost@evil.com",
                "https://api.github.com?x=1",
                "https://api.github.com#x"
            })
    void hasNoUserQueryOrFragment(String text) {
        assertThat(faults(with("BASE_URL", text))).containsExactly("BASE_URL: must have no user, query or fragment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:80@evil.com", "https://user:password@api.github.com"})
    void hasNoPasswordAndDoesNotShowIt(String text) {
        assertThat(faults(with("BASE_URL", text)))
                .containsExactly(
                        "BASE_URL: looks like a URL with a password, so its value is not shown; only HTTPS_PROXY"
                                + " may have one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://api.github.com", "https://", "https:///api", "http://a_b.svc.cluster.local", "://x"})
    void isAnHttpUrlWithAHost(String text) {
        assertThat(faults(with("BASE_URL", text)))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .isIn(
                                "BASE_URL: '" + text + "' is not an http or https URL with a host",
                                "BASE_URL: '" + text + "' is not a URL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.github.com:0", "https://api.github.com:65536"})
    void itsPortIsOne(String text) {
        assertThat(faults(with("BASE_URL", text)))
                .containsExactly("BASE_URL: '" + text + "' has no port of 1 to 65535");
    }

    @Test
    void isNoUrlWithASpace() {
        assertThat(faults(with("BASE_URL", "api git hub"))).containsExactly("BASE_URL: 'api git hub' is not a URL");
    }
}
