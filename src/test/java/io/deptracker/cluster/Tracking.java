package io.deptracker.cluster;

import io.deptracker.config.KindFilter;
import io.deptracker.config.Settings;
import io.deptracker.record.Environment;
import io.deptracker.record.NameTemplate;
import io.deptracker.record.RepositoryRules;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;

/** What the settings say of a cluster where they say nothing in particular. */
final class Tracking {
    static final Settings.Tracked EVERYTHING =
            new Settings.Tracked(Set.of(), List.of(), "", List.of(), List.of(), KindFilter.DEFAULT, false);
    static final Settings.Naming NAMING = new Settings.Naming(
            new Environment("production", "", "main"),
            NameTemplate.parse("{{namespace}}/{{deploymentName}}/{{containerName}}"),
            RepositoryRules.NONE);

    private Tracking() {}

    static Namespaces namespaces() {
        return new Namespaces(Scope.of(EVERYTHING), () -> {});
    }

    /** What a cluster says where everything is tracked. */
    static Truth truth(ClusterState state, MeterRegistry registry) {
        return new Truth(
                state, namespaces(), EVERYTHING.kinds(), new Selection(NAMING, EVERYTHING, new Skipped(registry)));
    }
}
