package io.deptracker.record;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules that map the name of an image without an attestation to the repository that built it. The first matching rule
 * decides.
 *
 * @param rules in the order in which they are tried
 */
public record RepositoryRules(List<Rule> rules) {
    /** An empty list of rules, which maps no image. */
    public static final RepositoryRules NONE = new RepositoryRules(List.of());

    /**
     * A rule.
     *
     * @param image the pattern that the whole name of the image must match
     * @param repository the repository's name without its owner; may refer to groups of the pattern, as $1
     */
    public record Rule(Pattern image, String repository) {
        /** Creates a rule for images whose name begins with a prefix. */
        public static Rule ofPrefix(String prefix, String repository) {
            return new Rule(Pattern.compile(Pattern.quote(prefix) + ".*"), Matcher.quoteReplacement(repository));
        }
    }

    /**
     * Returns the repository's name by the first matching rule, which GitHub may not accept; empty if no rule matches.
     */
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
