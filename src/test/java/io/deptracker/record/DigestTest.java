package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String DIGEST = "sha256:" + HEX;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker-pullable://ghcr.io/acme/web@%s",
                "docker://ghcr.io/acme/web@%s",
                "ghcr.io/acme/web@%s",
                "registry:5000/acme/web:v1@%s",
            })
    void readsTheDigestOfTheRegistryInAnImageId(String imageId) {
        assertThat(Digest.fromImageId(imageId.formatted(DIGEST))).contains(new Digest(DIGEST));
    }

    /** The hash of a local image's configuration looks like a digest and is not one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:%s",
                "docker://sha256:%s",
                "docker-pullable://sha256:%s",
                "%s",
                "docker://%s",
                "@sha256:%s"
            })
    void findsNoDigestInTheIdOfALocalImage(String imageId) {
        assertThat(Digest.fromImageId(imageId.formatted(HEX))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/acme/web@%s,          true",
        "ghcr.io/acme/web:v1@%s,       true",
        "localhost:5000/web:v1@%s,     true",
        "nginx@%s,                     true",
        "nginx,                        false",
        "nginx:v1,                     false",
        "nginx:%s,                     false",
        "nginx@@%s,                    false",
        "%s,                           false",
        "@%s,                          false",
    })
    void readsTheDigestThatAReferenceIsPinnedTo(String reference, boolean isPinned) {
        assertThat(Digest.pinnedIn(reference.formatted(DIGEST)))
                .isEqualTo(isPinned ? Optional.of(new Digest(DIGEST)) : Optional.empty());
        assertThat(Digest.pinnedIn("web@sha512:" + HEX + HEX)).isEmpty();
    }

    @Test
    void findsNoDigestInAnImageIdOfAnotherForm() {
        assertThat(Digest.fromImageId("")).isEmpty();
        assertThat(Digest.fromImageId("ghcr.io/acme/web:v1")).isEmpty();
        assertThat(Digest.fromImageId("web@sha512:" + HEX + HEX)).isEmpty();
        assertThat(Digest.fromImageId("web@sha256:" + HEX.substring(1))).isEmpty();
        assertThat(Digest.fromImageId("web@sha256:0" + HEX)).isEmpty();
        assertThat(Digest.fromImageId("web@sha256:" + HEX.replace('a', 'A'))).isEmpty();
        assertThat(Digest.fromImageId("web@notsha256:" + HEX)).isEmpty();
        assertThat(Digest.fromImageId("web:sha256:" + HEX)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "0", ":v1", "@"})
    void findsNoDigestWhereSomethingFollows(String junk) {
        assertThat(Digest.fromImageId("web@" + DIGEST + junk)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha256:abc", "SHA256:", "sha512:"})
    void refusesWhatGitHubWouldRefuse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Digest(text))
                .withMessageContaining("not a sha256 digest")
                .withMessageContaining(text);
    }

    @Test
    void refusesALineAfterTheDigest() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(DIGEST + "\n"));
    }

    @Test
    void isPrintedAsItsText() {
        assertThat(new Digest(DIGEST)).hasToString(DIGEST);
    }
}
