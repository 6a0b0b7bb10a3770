package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ArtifactTest {
    private static final String WHALE = "\uD83D\uDC33";
    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

    @Test
    void takesItsNameAndVersionFromTheImage() {
        assertThat(Artifact.of(ImageReference.parse("ghcr.io/acme/web:v1@" + DIGEST), DIGEST))
                .isEqualTo(new Artifact("ghcr.io/acme/web", DIGEST, "v1"));
        assertThat(Artifact.of(ImageReference.parse("ghcr.io/acme/web"), DIGEST).version())
                .isNull();
    }

    @Test
    void leavesOutATagThatIsTooLongForGitHub() {
        assertThat(Artifact.of(new ImageReference("web", "t".repeat(100)), DIGEST)
                        .version())
                .hasSize(100);
        assertThat(Artifact.of(new ImageReference("web", "t".repeat(101)), DIGEST)
                        .version())
                .isNull();
    }

    @Test
    void hasANameOfOneTo256Characters() {
        assertThat(new Artifact(WHALE.repeat(256), DIGEST, null).name()).isEqualTo(WHALE.repeat(256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Artifact("w".repeat(257), DIGEST, null))
                .withMessage("name has 257 characters, GitHub accepts 1 to 256");
        assertThatIllegalArgumentException().isThrownBy(() -> new Artifact("", DIGEST, null));
        assertThatIllegalArgumentException().isThrownBy(() -> Artifact.of(ImageReference.parse("@" + DIGEST), DIGEST));
    }

    @Test
    void hasAVersionOfOneTo100CharactersOrNone() {
        assertThat(new Artifact("web", DIGEST, WHALE.repeat(100)).version()).isEqualTo(WHALE.repeat(100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Artifact("web", DIGEST, ""))
                .withMessageContaining("version has 0 characters");
        assertThatIllegalArgumentException().isThrownBy(() -> new Artifact("web", DIGEST, "v".repeat(101)));
    }
}
