package io.deptracker.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.deptracker.record.RepositoryRules;
import io.deptracker.record.RepositoryRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A reader of the rules that name repositories by images, which only a file can contain. */
final class RepositoryRulesReader {
    static final String PATH = Setting.ROOT + ".record.github-repositories";

    private RepositoryRulesReader() {}

    static RepositoryRules read(Config config, List<String> faults) {
        var rules = new ArrayList<Rule>();
        List<? extends Config> given;
        try {
            given = config.getConfigList(PATH);
        } catch (ConfigException notAList) {
            faults.add(PATH + ": is not a list of rules");
            return RepositoryRules.NONE;
        }
        for (int i = 0; i < given.size(); i++) {
            try {
                rules.add(rule(given.get(i)));
            } catch (ConfigException | IllegalArgumentException faulty) {
                faults.add("%s: rule %d: %s".formatted(PATH, i + 1, problem(faulty)));
            }
        }
        return new RepositoryRules(List.copyOf(rules));
    }

    private static Rule rule(Config rule) {
        SecretText.find(rule.root().unwrapped().toString()).ifPresent(kind -> {
            throw new IllegalArgumentException(kind.fault());
        });
        String repository = rule.getString("repository");
        if (rule.hasPath("image-prefix") == rule.hasPath("image-regex")) {
            throw new IllegalArgumentException("needs either image-prefix or image-regex");
        }
        if (rule.hasPath("image-prefix")) {
            return Rule.ofPrefix(rule.getString("image-prefix"), repository);
        }
        String regex = rule.getString("image-regex");
        Pattern image = Pattern.compile(regex);
        requireReferences(regex, repository);
        return new Rule(image, repository);
    }

    /** Checks the group references of a rule, which otherwise would fail only with the first image. */
    private static void requireReferences(String regex, String repository) {
        try {
            // This pattern has the same groups and matches even an empty text.
            var _ = Pattern.compile("|" + regex).matcher("").replaceFirst(repository);
        } catch (IndexOutOfBoundsException | IllegalArgumentException unfit) {
            throw new IllegalArgumentException("repository does not fit image-regex: " + unfit.getMessage(), unfit);
        }
    }

    private static String problem(RuntimeException faulty) {
        return switch (faulty) {
            case PatternSyntaxException pattern ->
                "image-regex is not a regular expression: " + pattern.getDescription();
            case ConfigException.Missing missing -> "repository is missing";
            default -> String.valueOf(faulty.getMessage());
        };
    }
}
