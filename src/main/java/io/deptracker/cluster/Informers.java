package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches pods and their owners into the cluster state. Pods must be readable; without an owner's kind it knows less. */
public final class Informers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informers.class);

    /** Objects a page of the first list: what is parsed at once bounds memory, and a whole pod takes about 30 kB. */
    private static final long PAGE = 200;

    private final KubernetesClient client;
    private final Scope scope;
    private final ClusterState state;
    private final Watch pods;
    private final Map<Kind, Watch> owners = new EnumMap<>(Kind.class);
    private volatile boolean synced;

    Informers(KubernetesClient client, Scope scope, ClusterState state) {
        this.client = client;
        this.scope = scope;
        this.state = state;
        this.pods = new Watch("pods", informer(Pod.class, new PodStore(state)), false);
        for (Kind kind : Kind.values()) {
            owners.put(kind, new Watch(kind.plural() + "." + kind.group(), ownerInformer(kind.type(), kind), true));
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
        owners.forEach((kind, watch) ->
                all.add(watch.start().toCompletableFuture().thenAccept(readable -> {
                    if (!readable) {
                        reduced(kind, watch);
                    }
                })));
        all.add(pods.start().toCompletableFuture());
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
        return !synced || pods.isRunning() ? List.of() : List.of(pods.resource());
    }

    /** The newest version seen of a resource, by its plural: for whoever waits until all is seen. */
    long seenVersion(String plural) {
        return watches()
                .filter(watch -> watch.resource().split("\\.", 2)[0].equals(plural))
                .mapToLong(Watch::seenVersion)
                .findFirst()
                .orElseThrow();
    }

    /** How many resources are watched now. */
    public long watching() {
        return watches().filter(Watch::isWatching).count();
    }

    @Override
    public void close() {
        watches().forEach(Watch::stop);
    }

    private Stream<Watch> watches() {
        return Stream.concat(Stream.of(pods), owners.values().stream());
    }

    private void reduced(Kind kind, Watch watch) {
        state.unreadable(kind);
        LOG.atWarn()
                .addKeyValue("resource", watch.resource())
                .addKeyValue("error", watch.lastFault().orElse(""))
                .log("may not be read: whether such a workload exists is told by its pods alone");
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

    private <T extends HasMetadata> SharedIndexInformer<T> ownerInformer(Class<T> type, Kind kind) {
        return informer(type, new OwnerStore<>(type, kind, state));
    }

    private <T extends HasMetadata> SharedIndexInformer<T> informer(Class<T> type, ItemStore<T> store) {
        return selected(client.resources(type))
                .withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(store);
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>>
            FilterWatchListDeletable<T, L, Resource<T>> selected(MixedOperation<T, L, Resource<T>> all) {
        if (scope.only().isPresent()) {
            return all.inNamespace(scope.only().get());
        }
        FilterWatchListDeletable<T, L, Resource<T>> selected = all.inAnyNamespace();
        for (String namespace : scope.excluded()) {
            selected = selected.withoutField("metadata.namespace", namespace);
        }
        return selected;
    }
}
