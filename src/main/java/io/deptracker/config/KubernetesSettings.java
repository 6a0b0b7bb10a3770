package io.deptracker.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A reader of the Kubernetes settings: which cluster is watched, and what of it is tracked. */
final class KubernetesSettings {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /**
     * A word of a label key or value, from https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.
     */
    private static final String WORD = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

    private static final String KEY = "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + WORD;
    private static final String VALUE = "(" + WORD + ")?";
    private static final String REQUIREMENT = "\\s*(!?\\s*" + KEY + "|" + KEY + "\\s*(==?|!=)\\s*" + VALUE + "|" + KEY
            + "\\s+(in|notin)\\s*\\(\\s*" + VALUE + "(\\s*,\\s*" + VALUE + ")*\\s*\\))\\s*";
    private static final Pattern SELECTOR = Pattern.compile(REQUIREMENT + "(," + REQUIREMENT + ")*");

    /** A kind in camel case, optionally with a dot and its group; both may be globs. */
    private static final Pattern KIND = Pattern.compile("[A-Z*?][A-Za-z0-9*?]*(\\.[a-z0-9*?][-a-z0-9.*?]*)?");

    private final Values values;

    KubernetesSettings(Values values) {
        this.values = values;
    }

    Settings.Kubernetes read() {
        return new Settings.Kubernetes(
                Optional.of(values.text(Setting.KUBECONFIG))
                        .filter(path -> !path.isEmpty())
                        .map(path -> values.path(Setting.KUBECONFIG, path)),
                tracked(),
                values.flag(Setting.CONFIRM_DECOMMISSION),
                values.wait(Setting.SYNC_TIMEOUT),
                values.wait(Setting.COMPARE_EVERY));
    }

    private Settings.Tracked tracked() {
        Set<String> namespaces = new LinkedHashSet<>(values.parts(Setting.NAMESPACE));
        List<Glob> excluded = values.globs(Setting.EXCLUDE_NAMESPACES);
        if (!namespaces.isEmpty() && !excluded.isEmpty()) {
            values.fault(Setting.NAMESPACE, "can't be used together with -exclude-namespaces");
        }
        for (String namespace : namespaces) {
            if (!NAMESPACE.matcher(namespace).matches()) {
                values.fault(
                        Setting.NAMESPACE,
                        "'%s' is not a namespace name; only -exclude-namespaces accepts globs".formatted(namespace));
            }
        }
        return new Settings.Tracked(
                namespaces,
                excluded,
                podSelector(),
                values.globs(Setting.IMAGE_INCLUDE),
                values.globs(Setting.IMAGE_EXCLUDE),
                new KindFilter(kinds(Setting.INCLUDE_KINDS), kinds(Setting.EXCLUDE_KINDS)),
                values.flag(Setting.TRACK_BARE_PODS));
    }

    private List<Glob> kinds(Setting setting) {
        List<Glob> kinds = values.globs(setting);
        for (Glob kind : kinds) {
            if (!KIND.matcher(kind.toString()).matches()) {
                values.fault(
                        setting,
                        ("'%s' is not a kind; write kinds as owner references do, such as Deployment, Job.batch"
                                        + " or Rollout.argoproj.io; globs are accepted")
                                .formatted(kind));
            }
        }
        return kinds;
    }

    private String podSelector() {
        String selector = values.text(Setting.POD_SELECTOR);
        if (!selector.isEmpty() && !SELECTOR.matcher(selector).matches()) {
            values.fault(
                    Setting.POD_SELECTOR,
                    "is '%s', must be a label selector such as app=web,tier!=test,track in (stable,beta)"
                            .formatted(selector));
        }
        return selector;
    }
}
