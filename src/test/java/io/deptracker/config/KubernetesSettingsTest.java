package io.deptracker.config;

import static io.deptracker.config.TestSettings.faults;
import static io.deptracker.config.TestSettings.read;
import static io.deptracker.config.TestSettings.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the cluster is tracked. */
class KubernetesSettingsTest {
    @Test
    void namespacesAreNamesWithCommas() throws Exception {
        assertThat(SettingsReader.read(with(), Map.of(Setting.NAMESPACE, " a, b-2 ,,a "))
                        .kubernetes()
                        .tracked()
                        .namespaces())
                .containsExactly("a", "b-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-*", "Team", "a_b", "-a", "a."})
    void whatIsNoNamespacesNameIsAFault(String given) {
        assertThat(faults(with(), Map.of(Setting.NAMESPACE, "ok," + given)))
                .containsExactly(
                        "-namespace: '" + given + "' is not a namespace name; only -exclude-namespaces accepts globs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=web",
                "app==web",
                "app!=web",
                "app",
                "!app",
                "app.kubernetes.io/name=web,tier in (a, b),env notin (test),!canary",
                "app=",
                "example.com/track = yes , x",
            })
    void selectorsOfLabelsAreThoseOfKubernetes(String selector) throws Exception {
        assertThat(read(with("POD_SELECTOR", selector)).kubernetes().tracked().podSelector())
                .isEqualTo(selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=web,", "=web", "app in web", "app in ()x", "app>1", "a b", "app=we*", "-x=1"})
    void whatIsNoSelectorIsAFault(String selector) {
        assertThat(faults(with("POD_SELECTOR", selector)))
                .containsExactly("POD_SELECTOR: is '" + selector
                        + "', must be a label selector such as app=web,tier!=test,track in (stable,beta)");
    }

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/acme/*, ghcr.io/acme/web, true",
        "ghcr.io/acme/*, ghcr.io/acme/team/web, true",
        "ghcr.io/acme/*, ghcr.io/acme, false",
        "ghcr.io/acme/*, xghcr.io/acme/web, false",
        "ghcr.io/acme/we?, ghcr.io/acme/web, true",
        "ghcr.io/acme/we?, ghcr.io/acme/we, false",
        "ghcr.io/acme/web, ghcrxio/acme/web, false",
        "a*c*e, abcde, true",
        "[a-z], a, false",
        "[a-z], [a-z], true",
        "\\E*, \\Ex, true",
    })
    void globsStandForNames(String glob, String name, boolean matches) throws Exception {
        assertThat(new Glob(glob).matches(name)).isEqualTo(matches);
        assertThat(read(with("IMAGE_INCLUDE", "other/*," + glob))
                        .kubernetes()
                        .tracked()
                        .takesImage(name))
                .isEqualTo(matches);
        assertThat(read(with("IMAGE_EXCLUDE", glob)).kubernetes().tracked().takesImage(name))
                .isEqualTo(!matches);
    }

    @Test
    void switchesAreOffUnlessSaid() throws Exception {
        assertThat(read(with()).kubernetes().tracked().barePods()).isFalse();
        assertThat(read(with("TRACK_BARE_PODS", "true")).kubernetes().tracked().barePods())
                .isTrue();
        assertThat(read(with("CONFIRM_DECOMMISSION", "true")).kubernetes().confirmDecommission())
                .isTrue();
        assertThat(faults(with("TRACK_BARE_PODS", "sometimes")))
                .containsExactly("TRACK_BARE_PODS: must be true or false");
    }
}
