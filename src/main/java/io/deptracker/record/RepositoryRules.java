package io.deptracker.record;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which repository built an image that has no attestation, by the image's name. The first rule that fits decides.
 *
 * @param rules in the order in which they are tried
 */
public record RepositoryRules(List<Rule> rules) {
    /** No rules: nothing is known of any image. */
    public static final RepositoryRules NONE = new RepositoryRules(List.of());

    /**
     * One rule.
     *
     * @param image what the image's name must be as a whole
     * @param repository the repository's name without its owner; may refer to groups of the pattern, as $1
     */
    public record Rule(Pattern image, String repository) {
        /** A rule for images whose name begins so. */
        public static Rule ofPrefix(String prefix, String repository) {
            return new Rule(Pattern.compile(Pattern.quote(prefix) + ".*"), Matcher.quoteReplacement(repository));
        }
    }

    /** The repository's name as the first fitting rule gives it, which GitHub may not take; empty where no rule fits. */
    public Optional<String> repositoryOf(String imageName) {
        for (Rule rule : rules) {
            Matcher matcher = rule.image().matcher(imageName);
            if (matcher.matches()) {
                return Optional.of(matcher.replaceFirst(rule.repository()));
            }
        }
        return Optional.empty();
    }
}
