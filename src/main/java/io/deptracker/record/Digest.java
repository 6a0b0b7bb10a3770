package io.deptracker.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The digest of a container image: {@code sha256:} and 64 lower-case hex digits, the only form GitHub accepts.
 *
 * @param value the whole text, 71 characters
 */
public record Digest(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[a-f0-9]{64}");

    /** A registry's digest: it follows a name and an {@code @}, to the end of the text. */
    private static final Pattern NAMED = Pattern.compile("[^@]+@(sha256:[a-f0-9]{64})\\z");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a sha256 digest: '" + value + "'");
        }
    }

    /**
     * Returns the digest of the registry in a container status's image ID: {@code image@sha256:…}, optionally with a
     * scheme as in {@code docker-pullable://image@sha256:…}.
     *
     * <p>A bare {@code sha256:…}, {@code docker://sha256:…} or 64 hex digits are the hash of a local image's
     * configuration. No registry has them and no attestation names them.
     *
     * @return empty if the runtime reported none, or something of another form
     */
    public static Optional<Digest> fromImageId(String imageId) {
        return named(imageId);
    }

    /**
     * Returns the digest that an image reference is pinned to, as in {@code image:tag@sha256:…}.
     *
     * @return empty if it is not pinned, or pinned by another algorithm
     */
    public static Optional<Digest> pinnedIn(String reference) {
        return named(reference);
    }

    private static Optional<Digest> named(String text) {
        Matcher matcher = NAMED.matcher(text);
        return matcher.matches() ? Optional.of(new Digest(matcher.group(1))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
