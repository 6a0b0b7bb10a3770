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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches pods and their owners into the cluster state. Pods must be readable; without an owner's kind it knows less. */
public final class Informers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informers.class);

    /** Objects a page of the first list: what is parsed at once bounds memory, and a whole pod takes about 30 kB. */
    private static final long PAGE = 200;

    private static final String PODS = "pods";
    private static final String EVERYWHERE = "";

    private final ClusterState state;
    private final List<Watch> pods = new ArrayList<>();
    private final List<OwnerWatch> owners = new ArrayList<>();
    private final Watch namespaces;
    private volatile boolean synced;

    /** The owners of a kind in a namespace, or in all where it is empty. */
    private record OwnerWatch(Kind kind, String namespace, Watch watch) {}

    /**
     * @param client for the cluster
     * @param tracked what of it is watched
     * @param state takes pods and owners
     * @param known takes namespaces
     */
    Informers(KubernetesClient client, Settings.Tracked tracked, ClusterState state, Namespaces known) {
        this.state = state;
        this.namespaces =
                new Watch(NamespaceStore.PLURAL, () -> source(client.namespaces(), new NamespaceStore(known)), true);
        Scope scope = Scope.of(tracked);
        for (String namespace : scope.only().isEmpty() ? Set.of(EVERYWHERE) : scope.only()) {
            Predicate<String> here = namespace.equals(EVERYWHERE) ? scope::includes : namespace::equals;
            String where = scope.only().size() > 1 ? " in " + namespace : "";
            var selected = in(namespace, scope, client.pods());
            var labelled =
                    tracked.podSelector().isEmpty() ? selected : selected.withLabelSelector(tracked.podSelector());
            pods.add(new Watch(
                    PODS + where, () -> source(labelled, new PodStore(state, here, tracked.barePods())), false));
            for (Kind kind : Kind.values()) {
                Supplier<Watch.Source> source = () -> ownerSource(client, kind, kind.type(), namespace, scope, here);
                owners.add(new OwnerWatch(kind, namespace, new Watch(kind.resource() + where, source, true)));
            }
        }
    }

    /**
     * Starts watching, and returns once everything that may be read was listed.
     *
     * @throws ClusterException if that takes longer than the patience; the message says what could not be read and why
     * @throws InterruptedException if the thread is, which has the tracker stop before it has started
     */
    public void start(Duration patience) throws InterruptedException {
        // Owners first: a pod whose owners are known is attributed rightly at once.
        List<CompletableFuture<?>> all = new ArrayList<>();
        all.add(namespaces.start().toCompletableFuture().thenAccept(readable -> {
            if (!readable) {
                reduced(namespaces, "whether a namespace opts out is not known");
            }
        }));
        owners.forEach(owner ->
                all.add(owner.watch().start().toCompletableFuture().thenAccept(readable -> {
                    if (!readable) {
                        state.unreadable(owner.kind(), owner.namespace());
                        reduced(owner.watch(), "whether such a workload exists is told by its pods alone");
                    }
                })));
        pods.forEach(watch -> all.add(watch.start().toCompletableFuture()));
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            synced = true;
        } catch (TimeoutException | ExecutionException late) {
            throw new ClusterException(
                    "%s not synced within %d s: %s".formatted(unsynced(), patience.toSeconds(), lastFaults()));
        }
    }

    /** Whether everything that may be read was listed. */
    public boolean hasSynced() {
        return synced;
    }

    /** The resources that are not watched now although they should be. */
    public List<String> notWatching() {
        return watches()
                .filter(watch -> watch.isRunning() && !watch.isWatching())
                .map(Watch::resource)
                .toList();
    }

    /** The resources whose watch has ended for good, pods if it is they. */
    public List<String> ended() {
        return pods.stream()
                .filter(watch -> synced && !watch.isRunning())
                .map(Watch::resource)
                .toList();
    }

    /** The newest version seen of a resource, by its plural: for whoever waits until all is seen. */
    long seenVersion(String plural) {
        return watches()
                .filter(watch -> watch.resource().split("[. ]", 2)[0].equals(plural))
                .mapToLong(Watch::seenVersion)
                .max()
                .orElseThrow();
    }

    /** Begins anew what does not come back by itself; to be called now and then, by one thread. */
    void mend(Instant now) {
        watches().forEach(watch -> watch.mend(now));
    }

    /** How many resources are watched now. */
    public long watching() {
        return watches().filter(Watch::isWatching).count();
    }

    /** How many resources should be watched: all but those that may not be read. */
    public long expected() {
        return watches().filter(watch -> !watch.isRefused()).count();
    }

    @Override
    public void close() {
        watches().forEach(Watch::stop);
    }

    private Stream<Watch> watches() {
        return Stream.of(pods.stream(), owners.stream().map(OwnerWatch::watch), Stream.of(namespaces))
                .flatMap(all -> all);
    }

    private static void reduced(Watch watch, String consequence) {
        LOG.atWarn()
                .addKeyValue("resource", watch.resource())
                .addKeyValue("error", watch.lastFault().orElse(""))
                .addKeyValue("consequence", consequence)
                .log("may not be read");
    }

    private String unsynced() {
        return watches()
                .filter(watch -> !watch.isRunning())
                .map(Watch::resource)
                .collect(Collectors.joining(", "));
    }

    private String lastFaults() {
        String faults = watches()
                .flatMap(watch -> watch.lastFault().stream())
                .distinct()
                .collect(Collectors.joining("; "));
        return faults.isEmpty() ? "the API server does not answer" : faults + "; grant list and watch on it";
    }

    private <T extends HasMetadata> Watch.Source ownerSource(
            KubernetesClient client, Kind kind, Class<T> type, String namespace, Scope scope, Predicate<String> here) {
        return source(in(namespace, scope, client.resources(type)), new OwnerStore<>(type, kind, state, here));
    }

    private static <T extends HasMetadata> Watch.Source source(
            FilterWatchListDeletable<T, ?, ?> selected, ReducedStore<T> store) {
        SharedIndexInformer<T> informer = selected.withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(store);
        return new Watch.Source(informer, store);
    }

    /** The objects of one namespace, or of all in scope; globs are left out by the stores, since no server knows them. */
    private static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
            FilterWatchListDeletable<T, L, R> in(String namespace, Scope scope, MixedOperation<T, L, R> all) {
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
