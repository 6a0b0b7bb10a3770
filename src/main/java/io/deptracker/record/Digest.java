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

    /** A digest at the end of an image ID, whole: after the start, an {@code @}, or a scheme such as docker://. */
    private static final Pattern IN_IMAGE_ID = Pattern.compile("(?:^|@|//)(sha256:[a-f0-9]{64})\\z");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a sha256 digest: '" + value + "'");
        }
    }

    /**
     * The digest in a container status's image ID, such as {@code docker-pullable://image@sha256:…} or {@code sha256:…}.
     *
     * @return empty where the runtime reported none, or one of another form
     */
    public static Optional<Digest> fromImageId(String imageId) {
        Matcher matcher = IN_IMAGE_ID.matcher(imageId);
        return matcher.find() ? Optional.of(new Digest(matcher.group(1))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
