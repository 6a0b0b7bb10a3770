package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.record.RepositoryRules.Rule;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RepositoryRulesTest {
    @Test
    void withoutRulesNothingIsKnown() {
        assertThat(RepositoryRules.NONE.repositoryOf("ghcr.io/acme/web")).isEmpty();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        var rules = new RepositoryRules(List.of(
                Rule.ofPrefix("ghcr.io/acme/web", "web"),
                new Rule(Pattern.compile("ghcr\\.io/acme/([^/]+)/([^/]+)"), "$1-$2"),
                Rule.ofPrefix("ghcr.io/", "rest")));

        assertThat(rules.repositoryOf("ghcr.io/acme/web/admin")).contains("web");
        assertThat(rules.repositoryOf("ghcr.io/acme/shop/cart")).contains("shop-cart");
        assertThat(rules.repositoryOf("ghcr.io/acme/shop/cart/db")).contains("rest");
        assertThat(rules.repositoryOf("docker.io/ghcr.io/x")).isEmpty();
    }

    @Test
    void aPatternIsForTheWholeName() {
        var rules = new RepositoryRules(List.of(new Rule(Pattern.compile("acme/(.*?)"), "$1")));

        assertThat(rules.repositoryOf("acme/shop")).contains("shop");
        assertThat(rules.repositoryOf("ghcr.io/acme/shop")).isEmpty();
    }

    @Test
    void whatAPrefixNamesIsTakenAsItIs() {
        var rules = new RepositoryRules(List.of(Rule.ofPrefix("a.b[", "$1\\")));

        assertThat(rules.repositoryOf("a.b[c")).contains("$1\\");
        assertThat(rules.repositoryOf("a-b[c")).isEmpty();
    }
}
