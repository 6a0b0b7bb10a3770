package io.deptracker.cluster;

import io.deptracker.config.KindFilter;
import io.deptracker.config.Settings;
import io.deptracker.record.Environment;
import io.deptracker.record.NameTemplate;
import io.deptracker.record.RepositoryRules;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Informers and desired states under the default settings. */
final class DefaultTracking {
    static final Settings.Tracked EVERYTHING =
            new Settings.Tracked(Set.of(), List.of(), "", List.of(), List.of(), KindFilter.DEFAULT, false);
    static final Settings.Naming NAMING = new Settings.Naming(
            new Environment("production", "", "main"),
            NameTemplate.parse("{{namespace}}/{{deploymentName}}/{{containerName}}"),
            RepositoryRules.NONE);

    private DefaultTracking() {}

    static Namespaces namespaces() {
        return new Namespaces(NamespaceScope.of(EVERYTHING), () -> {});
    }

    /** Returns informers that watch everything and remember nothing about readable kinds beyond the cluster state. */
    static Informers informers(KubernetesClient client, ClusterState state) {
        var listener = new KindListener() {
            @Override
            public void readable(Kind kind, String namespace) {
                state.readable(kind, namespace);
            }

            @Override
            public void unreadable(Kind kind, String namespace) {
                state.unreadable(kind, namespace);
            }
        };
        return new Informers(client, EVERYTHING, state, namespaces(), listener, InstantSource.system());
    }

    /** Returns the desired states of a cluster if everything is tracked. */
    static DesiredStates truth(ClusterState state, MeterRegistry registry) {
        return new DesiredStates(
                state,
                namespaces(),
                EVERYTHING.kinds(),
                new Selection(NAMING, EVERYTHING, new SkippedContainers(registry)));
    }
}
