package io.deptracker.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A built image as GitHub names it.
 *
 * @param name the image without tag and digest, 1 to 256 characters
 * @param digest what was built
 * @param version the tag, 1 to 100 characters, or null if there is none
 */
public record Artifact(String name, Digest digest, @Nullable String version) {
    private static final int NAME_LIMIT = 256;
    private static final int VERSION_LIMIT = 100;

    public Artifact {
        Text.requireLength("name", name, 1, NAME_LIMIT);
        if (version != null) {
            Text.requireLength("version", version, 1, VERSION_LIMIT);
        }
    }

    /**
     * Returns the artifact that a container runs.
     *
     * <p>A tag may have up to 128 characters, but GitHub's version at most 100: a longer one is left out.
     *
     * @throws IllegalArgumentException if the image's name is empty or longer than GitHub accepts
     */
    public static Artifact of(ImageReference image, Digest digest) {
        return new Artifact(image.name(), digest, version(image));
    }

    /** Checks whether it has the name and the version of an image; the digest may differ. */
    public boolean isOf(ImageReference image) {
        return name.equals(image.name()) && Objects.equals(version, version(image));
    }

    private static @Nullable String version(ImageReference image) {
        String tag = image.tag();
        return tag != null && Text.length(tag) <= VERSION_LIMIT ? tag : null;
    }
}
