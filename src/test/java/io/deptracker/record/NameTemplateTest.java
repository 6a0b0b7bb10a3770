package io.deptracker.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    private static final Workload WEB = new Workload("shop", "apps", "Deployment", "web");

    @ParameterizedTest
    @CsvSource({
        "{{namespace}}/{{deploymentName}}/{{containerName}}, shop/web/app",
        "{{deploymentName}},                                 web",
        "{{containerName}}{{containerName}},                 appapp",
        "{{kind}}/{{deploymentName}},                        Deployment/web",
        "prod-{{namespace}}-x,                               prod-shop-x",
        "$1\\{{namespace}},                                  $1\\shop",
        "{{namespace}} {namespace} {{,                       shop {namespace} {{",
    })
    void namesAContainersDeployment(String template, String name) {
        assertThat(NameTemplate.parse(template).render(WEB, "app")).isEqualTo(name);
    }

    @Test
    void takesValuesAsTheyAre() {
        var odd = new Workload("$1", "argoproj.io", "Rollout", "a\\b");

        assertThat(NameTemplate.parse("{{namespace}}/{{deploymentName}}/{{containerName}}")
                        .render(odd, "{{namespace}}"))
                .isEqualTo("$1/a\\b/{{namespace}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{pod}}", "{{namespace}}/{{pod}}", "{{namespace}}/{{ pod }}", "{{namespace}}/{{}}"})
    void refusesAnUnknownPlaceholderAndNamesIt(String template) {
        String unknown = template.substring(template.lastIndexOf("{{"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameTemplate.parse(template))
                .withMessageContaining("unknown placeholder " + unknown)
                .withMessageContaining("known are {{namespace}}, {{deploymentName}}, {{containerName}}, {{kind}}");
    }

    @Test
    void namesEveryUnknownPlaceholderAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameTemplate.parse("{{pod}}{{node}}{{pod}}"))
                .withMessageContaining("{{node}}, {{pod}};");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web", "{namespace}", "{{namespace"})
    void refusesATemplateThatNamesEverythingAlike(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameTemplate.parse(template))
                .withMessageContaining("has no placeholder");
    }

    @Test
    void isPrintedAsItWasWritten() {
        assertThat(NameTemplate.parse("{{namespace}}/x")).hasToString("{{namespace}}/x");
    }
}
