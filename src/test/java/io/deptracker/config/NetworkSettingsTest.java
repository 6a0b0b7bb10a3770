package io.deptracker.config;

import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy, the hosts that bypass it, and extra certificates. */
class NetworkSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy.example.com:3128, http://proxy.example.com:3128",
        "proxy.example.com:3128, http://proxy.example.com:3128",
        "http://proxy.example.com, http://proxy.example.com:80",
        "HTTP://proxy.example.com:3128/, http://proxy.example.com:3128",
        "http://[::1]:3128, http://[::1]:3128",
        "http://me:pass@proxy.example.com:3128, http://me:pass@proxy.example.com:3128",
        "me:pass@proxy.example.com:3128, http://me:pass@proxy.example.com:3128",
    })
    void aProxyIsAHostAndAPort(String given, String proxy) throws Exception {
        assertThat(read(with("HTTPS_PROXY", given)).network().proxy()).contains(URI.create(proxy));
        assertThat(read(with("https_proxy", given)).network().proxy()).contains(URI.create(proxy));
    }

    @Test
    void aPasswordMayHaveAnyCharacter() throws Exception {
        var proxy = read(with("HTTPS_PROXY", "http://me:p%40%3A%25%2F1@proxy:1"))
                .network()
                .proxy();

        assertThat(proxy.map(URI::getUserInfo)).contains("me:p@:%/1");
        assertThat(proxy.map(URI::getHost)).contains("proxy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:s3cr3t@proxy:1",
                "socks5://me:s3cr3t@proxy:1",
                "http://me:s3cr3t@",
                "http://me:s3cr3t@pro xy:1",
                "http://me:s3cr3t@proxy:port",
                "http://me:s3cr3t@proxy:0",
                "http://me:s3cr3t@proxy:65536",
                "http://me:s3%cr3t@proxy:1",
            })
    void otherProxiesAreFaultsThatShowNoPassword(String given) {
        assertThat(faults(with("HTTPS_PROXY", given)))
                .containsExactly(
                        "HTTPS_PROXY: must be http://HOST:PORT, with USER:PASSWORD@ before the host if it needs one");
    }

    @Test
    void thePasswordIsNotShown() throws Exception {
        assertThat(read(with("HTTPS_PROXY", "http://me:s3cr3t@proxy:1")).toString())
                .contains("proxy:1")
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_PROXY", "no_proxy"})
    void hostsAroundTheProxyAreAList(String name) throws Exception {
        assertThat(read(with(name, " localhost, .example.com ,, *.svc"))
                        .network()
                        .noProxy())
                .containsExactly("localhost", ".example.com", "*.svc");
    }

    @Test
    void certificatesAreAFile() throws Exception {
        assertThat(read(with("CA_CERT_FILE", "/etc/ca.pem")).network().caCertificates())
                .contains(Path.of("/etc/ca.pem"));
        assertThat(faults(with("CA_CERT_FILE", "a\0b")))
                .containsExactly(
                        "CA_CERT_FILE: contains control characters, which are not valid in a path, so its value"
                                + " is not shown");
    }

    @Test
    void noneOfThemIsNeeded() throws Exception {
        assertThat(read(with()).network())
                .isEqualTo(new Settings.Network(Optional.empty(), List.of(), Optional.empty()));
    }
}
