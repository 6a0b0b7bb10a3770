package io.deptracker.cluster;

import io.deptracker.config.Glob;
import io.deptracker.config.Settings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The sources of the informers: for each resource and namespace in scope, the objects that the API server selects and the
 * store that keeps them. Immutable.
 */
final class InformerSources {
    /** Objects in a page of the first list: limits the memory for parsing, since a whole pod takes about 30 kB. */
    private static final long PAGE = 200;

    private static final String EVERYWHERE = "";

    private final KubernetesClient client;
    private final Settings.Tracked tracked;
    private final NamespaceScope scope;
    private final ClusterState state;
    private final Namespaces known;

    InformerSources(KubernetesClient client, Settings.Tracked tracked, ClusterState state, Namespaces known) {
        this.client = client;
        this.tracked = tracked;
        this.scope = NamespaceScope.of(tracked);
        this.state = state;
        this.known = known;
    }

    /** Returns the namespaces that have informers of their own; an empty name stands for all. */
    Set<String> namespaces() {
        return scope.only().isEmpty() ? Set.of(EVERYWHERE) : scope.only();
    }

    /** Returns the end of a resource's name that distinguishes namespaces; empty if there is only one. */
    String where(String namespace) {
        return scope.only().size() > 1 ? " in " + namespace : "";
    }

    SupervisedInformer.Source pods(String namespace) {
        var selected = in(namespace, client.pods());
        var labelled = tracked.podSelector().isEmpty() ? selected : selected.withLabelSelector(tracked.podSelector());
        return source(labelled, new PodStore(state, within(namespace), tracked.barePods()));
    }

    <T extends HasMetadata> SupervisedInformer.Source owners(Kind kind, Class<T> type, String namespace) {
        var store = new OwnerStore<>(type, kind, state, within(namespace));
        return source(in(namespace, client.resources(type)), store);
    }

    SupervisedInformer.Source namespaceObjects() {
        return source(client.namespaces(), new NamespaceStore(known));
    }

    private Predicate<String> within(String namespace) {
        return namespace.equals(EVERYWHERE) ? scope::includes : namespace::equals;
    }

    private static <T extends HasMetadata> SupervisedInformer.Source source(
            FilterWatchListDeletable<T, ?, ?> selected, ReducedStore<T> store) {
        SharedIndexInformer<T> informer = selected.withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(store);
        return new SupervisedInformer.Source(informer, store);
    }

    /**
     * Returns the objects of one namespace, or of all in scope. The stores apply globs, since no server supports them.
     */
    private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
            FilterWatchListDeletable<T, L, R> in(String namespace, MixedOperation<T, L, R> all) {
        if (!namespace.equals(EVERYWHERE)) {
            return all.inNamespace(namespace);
        }
        FilterWatchListDeletable<T, L, R> selected = all.inAnyNamespace();
        for (Glob excluded : scope.excluded()) {
            if (excluded.isName()) {
                selected = selected.withoutField("metadata.namespace", excluded.toString());
            }
        }
        return selected;
    }
}
