package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    private static final List<String> NGINX = List.of(
            "nginx",
            "library/nginx",
            "docker.io/nginx",
            "docker.io/library/nginx",
            "index.docker.io/nginx",
            "index.docker.io/library/nginx",
            "registry-1.docker.io/library/nginx");

    @Test
    void everySpellingOfADockerHubNameNamesTheSame() {
        for (String one : NGINX) {
            assertThat(new ImageName(one).canonical()).isEqualTo("docker.io/library/nginx");
            assertThat(new ImageName(one).spellings())
                    .containsAll(NGINX)
                    .startsWith(one)
                    .doesNotHaveDuplicates();
            for (String other : NGINX) {
                assertThat(new ImageName(one).isSameAs(new ImageName(other))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bitnami/redis,                  docker.io/bitnami/redis",
        "docker.io/bitnami/redis,        docker.io/bitnami/redis",
        "index.docker.io/bitnami/redis,  docker.io/bitnami/redis",
        "a/b/c,                          docker.io/a/b/c",
        "localhost/web,                  localhost/web",
        "localhost:5000/web,             localhost:5000/web",
        "registry:5000/web,              registry:5000/web",
        "ghcr.io/nginx,                  ghcr.io/nginx",
        "ghcr.io/library/nginx,          ghcr.io/library/nginx",
        "mydocker.io/library/nginx,      mydocker.io/library/nginx",
        "Host/web,                       Host/web",
    })
    void aNameOfAnotherRegistryIsLeftAsItIs(String name, String canonical) {
        assertThat(new ImageName(name).canonical()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/acme/web", "localhost:5000/web", "localhost/web"})
    void aNameOfAnotherRegistryHasOneSpelling(String name) {
        assertThat(new ImageName(name).spellings()).containsExactly(name);
        assertThat(new ImageName(name).isSameAs(new ImageName("web"))).isFalse();
        assertThat(new ImageName(name).isSameAs(new ImageName(name))).isTrue();
    }

    @Test
    void libraryIsNoPartOfOtherNames() {
        assertThat(new ImageName("acme/nginx").spellings()).doesNotContain("nginx", "library/acme/nginx");
        assertThat(new ImageName("acme/nginx").isSameAs(new ImageName("nginx"))).isFalse();
    }

    @Test
    void anythingIsAName() {
        assertThat(new ImageName("").spellings()).startsWith("");
        assertThat(new ImageName("/").canonical()).isEqualTo("docker.io//");
    }
}
