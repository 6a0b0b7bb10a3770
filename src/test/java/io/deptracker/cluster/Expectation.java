package io.deptracker.cluster;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What GitHub may show of a namespace by the {@link DesiredStateModel}, as of one moment. */
final class Expectation {
    private static final Set<String> GONE = Set.of(DesiredStateModel.GONE);

    private final DesiredStateModel model;
    private final String namespace;
    private final boolean isExact;
    private final Map<String, Set<String>> expected;
    private final Map<String, Set<String>> expectedElse;

    /** @param isExact whether the observer saw nothing but true states, however late */
    Expectation(DesiredStateModel model, String namespace, boolean isExact) {
        this.model = model;
        this.namespace = namespace;
        this.isExact = isExact;
        this.expected = model.expected(namespace);
        this.expectedElse = isExact ? expected : model.expectedWithoutDeleted(namespace);
    }

    /** Returns what should be shown under a name; one of them, if there are several. */
    Set<String> of(String name) {
        return expected.getOrDefault(name, GONE);
    }

    /** Returns whether GitHub may show that under a name. */
    boolean allows(String name, String shown) {
        Set<String> truth = of(name);
        if (truth.contains(DesiredStateModel.STAYS) || (!isExact && model.isSilent(namespace, name))) {
            var past = model.pasts(namespace).get(name);
            return !isExact || past == null || past.possible().contains(shown);
        }
        return truth.contains(shown)
                || expectedElse.getOrDefault(name, GONE).contains(shown)
                || (isOfDeleted(name) && artifacts(truth).contains(artifact(shown)));
    }

    private boolean isOfDeleted(String name) {
        return !isExact && model.isOfDeleted(namespace, name);
    }

    private static Set<String> artifacts(Set<String> values) {
        return values.stream().map(Expectation::artifact).collect(Collectors.toSet());
    }

    /** Returns a value without its tags and risks. */
    private static String artifact(String value) {
        return value.split(" [{]", 2)[0];
    }
}
