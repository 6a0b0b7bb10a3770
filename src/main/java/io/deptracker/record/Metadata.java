package io.deptracker.record;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a deployment, from annotations. Two are equal if their content is, in any order.
 *
 * @param tags at most 5, keys of 1 to 100 characters, values of at most 100
 * @param runtimeRisks any of the four
 * @param githubRepository the repository's name without its owner, for images without an attestation; null if unknown
 */
public record Metadata(
        Map<String, String> tags,
        Set<RuntimeRisk> runtimeRisks,
        @Nullable String githubRepository) {
    /** The maximum number of tags in a record. */
    public static final int TAG_LIMIT = 5;

    /** The maximum length of a tag's key or value in characters. */
    public static final int TAG_LENGTH_LIMIT = 100;

    /** No tags, no risks, no repository. */
    public static final Metadata NONE = new Metadata(Map.of(), Set.of(), null);

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9.\\-_]{1,100}");

    public Metadata {
        if (tags.size() > TAG_LIMIT) {
            throw new IllegalArgumentException(tags.size() + " tags, GitHub accepts at most " + TAG_LIMIT);
        }
        tags.forEach((key, value) -> {
            if (!isTag(key, value)) {
                throw new IllegalArgumentException("tag '" + key + "' is empty or too long");
            }
        });
        if (githubRepository != null && !isRepositoryName(githubRepository)) {
            throw new IllegalArgumentException("not a valid repository name: '" + githubRepository + "'");
        }
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        runtimeRisks = runtimeRisks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(runtimeRisks));
    }

    /** Returns whether GitHub accepts this as a tag. */
    public static boolean isTag(String key, String value) {
        return !key.isEmpty()
                && Text.length(key) <= TAG_LENGTH_LIMIT
                && Text.length(value) <= TAG_LENGTH_LIMIT
                && Text.isWhole(key)
                && Text.isWhole(value);
    }

    /** Returns whether GitHub accepts this as a repository's name. */
    public static boolean isRepositoryName(String text) {
        return REPOSITORY.matcher(text).matches();
    }
}
