package io.deptracker.config;

import java.util.List;
import java.util.Set;

/**
 * The kinds of workloads that are tracked. A pattern without a dot matches the kind in any API group, one with a dot the kind
 * and its group, such as {@code Rollout.argoproj.io}.
 *
 * @param included patterns; a kind must match at least one; empty for all
 * @param excluded patterns; a kind must match none
 */
public record KindFilter(List<Glob> included, List<Glob> excluded) {
    /** All kinds but those of one run each. */
    public static final KindFilter DEFAULT = new KindFilter(List.of(), List.of());

    /** Kinds whose every object is one run with a name of its own: their names on GitHub would grow without bound. */
    private static final Set<String> ONE_RUN = Set.of(
            "TaskRun.tekton.dev",
            "PipelineRun.tekton.dev",
            "CustomRun.tekton.dev",
            "Workflow.argoproj.io",
            "EphemeralRunner.actions.github.com",
            "Runner.actions.summerwind.dev",
            "BuildRun.shipwright.io",
            "Build.build.openshift.io",
            "Build.kpack.io",
            "TestRun.k6.io");

    private static final String EVERYTHING = "*";

    /**
     * Returns whether workloads of a kind are tracked. A kind of one run each is tracked only if a pattern other than
     * {@code *} includes it.
     *
     * @param group the API group, empty for the core group
     */
    public boolean includes(String group, String kind) {
        if (matches(excluded, group, kind)) {
            return false;
        }
        if (isOneRun(group, kind)) {
            return matches(
                    included.stream()
                            .filter(glob -> !glob.toString().equals(EVERYTHING))
                            .toList(),
                    group,
                    kind);
        }
        return included.isEmpty() || matches(included, group, kind);
    }

    /** Returns whether every object of a kind is one run, so that it is excluded by default. */
    public static boolean isOneRun(String group, String kind) {
        return ONE_RUN.contains(kind + "." + group);
    }

    private static boolean matches(List<Glob> globs, String group, String kind) {
        return globs.stream().anyMatch(glob -> glob.matches(glob.toString().contains(".") ? kind + "." + group : kind));
    }
}
