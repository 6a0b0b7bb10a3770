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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The informers that watch pods and their owners into the cluster state. Pods must be readable; if a kind of owner is
 * not, the tracker works with less information.
 */
public final class Informers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informers.class);

    /** Objects in a page of the first list: limits the memory for parsing, since a whole pod takes about 30 kB. */
    private static final long PAGE = 200;

    private static final String PODS = "pods";
    private static final String EVERYWHERE = "";

    private final ApiTraffic traffic;
    private final KindListener listener;
    private final InstantSource clock;
    private final List<ListedWatch> watches = new ArrayList<>();
    private volatile @Nullable StartProgress starting;
    private volatile boolean synced;

    /** A watch, and the key of its list in the recorded traffic. */
    record ListedWatch(SupervisedInformer watch, String list, boolean isPods) {}

    /**
     * @param client for the cluster
     * @param tracked what of it is watched
     * @param state accepts pods and owners
     * @param known accepts namespaces
     * @param listener accepts which kinds of owners are readable, on the thread that starts and supervises
     * @param clock decides when to retry
     */
    Informers(
            KubernetesClient client,
            Settings.Tracked tracked,
            ClusterState state,
            Namespaces known,
            KindListener listener,
            InstantSource clock) {
        this.traffic = ApiTraffic.of(client);
        this.listener = listener;
        this.clock = clock;
        NamespaceScope scope = NamespaceScope.of(tracked);
        Set<String> namespaces = scope.only().isEmpty() ? Set.of(EVERYWHERE) : scope.only();
        for (String namespace : namespaces) {
            var selected = in(namespace, scope, client.pods());
            var labelled =
                    tracked.podSelector().isEmpty() ? selected : selected.withLabelSelector(tracked.podSelector());
            Predicate<String> here = within(namespace, scope);
            Supplier<SupervisedInformer.Source> source =
                    () -> source(labelled, new PodStore(state, here, tracked.barePods()));
            SupervisedInformer watch =
                    new SupervisedInformer(PODS + where(namespace, scope), source, false, readable -> {});
            watches.add(new ListedWatch(watch, PODS + "/" + namespace, true));
        }
        for (String namespace : namespaces) {
            for (Kind kind : Kind.values()) {
                Supplier<SupervisedInformer.Source> source =
                        () -> ownerSource(client, kind, kind.type(), namespace, scope, state);
                String name = kind.resource() + where(namespace, scope);
                SupervisedInformer watch = new SupervisedInformer(
                        name, source, true, readable -> changed(kind, namespace, name, readable));
                watches.add(new ListedWatch(watch, kind.resource() + "/" + namespace, false));
            }
        }
        String plural = NamespaceStore.PLURAL;
        SupervisedInformer ofNamespaces = new SupervisedInformer(
                plural,
                () -> source(client.namespaces(), new NamespaceStore(known)),
                true,
                readable -> reportRefusal(plural, readable, "the opt-out annotation of namespaces is ignored"));
        watches.add(new ListedWatch(ofNamespaces, plural + "/", false));
    }

    private static Predicate<String> within(String namespace, NamespaceScope scope) {
        return namespace.equals(EVERYWHERE) ? scope::includes : namespace::equals;
    }

    private static String where(String namespace, NamespaceScope scope) {
        return scope.only().size() > 1 ? " in " + namespace : "";
    }

    /**
     * Starts watching, and returns once everything that is readable was listed.
     *
     * @param patience how long the lists may make no progress
     * @throws ClusterException if they make none for longer; the message names what could not be read and why
     * @throws InterruptedException if the thread is interrupted, which stops the tracker before it has started
     */
    public void start(Duration patience) throws InterruptedException {
        var progress = new StartProgress(watches, traffic, patience, clock);
        starting = progress;
        // Owners before pods: a pod whose owners are known is attributed correctly at once.
        watches.reversed().forEach(each -> each.watch().start());
        while (!progress.isDone()) {
            progress.await();
            supervise(progress.now());
            progress.check();
        }
        synced = true;
        starting = null;
    }

    /** Returns whether everything that is readable was listed. */
    public boolean hasSynced() {
        return synced;
    }

    /**
     * Returns the lists that are in progress or have yet to begin, one line each; empty before the start and once all
     * were listed.
     */
    public List<String> listing() {
        @Nullable StartProgress progress = starting;
        return progress == null ? List.of() : progress.describe();
    }

    /** Returns the resources that should be watched and are not. */
    public List<String> notWatching() {
        return watches()
                .filter(watch -> watch.isRunning() && !watch.isWatching())
                .map(SupervisedInformer::resource)
                .toList();
    }

    /** Returns the resources that the API server refuses; they are retried periodically. */
    public List<String> unreadable() {
        return watches()
                .filter(SupervisedInformer::isRefused)
                .map(SupervisedInformer::resource)
                .toList();
    }

    /** Returns the resources whose watch has ended for good, including pods. */
    public List<String> ended() {
        return watches.stream()
                .filter(ListedWatch::isPods)
                .map(ListedWatch::watch)
                .filter(watch -> synced && !watch.isRunning())
                .map(SupervisedInformer::resource)
                .toList();
    }

    /**
     * Returns why nothing can be watched any more, if the reason is that no connection is trusted: certificates are
     * read only at the start.
     */
    public Optional<String> untrusted() {
        return watching() == 0 ? traffic.untrusted() : Optional.empty();
    }

    /**
     * Returns the newest version seen of a resource, by its plural; for callers that wait until everything was seen.
     */
    long seenVersion(String plural) {
        return watches()
                .filter(watch -> watch.resource().split("[. ]", 2)[0].equals(plural))
                .mapToLong(SupervisedInformer::seenVersion)
                .max()
                .orElseThrow();
    }

    /**
     * Retries refused resources and restarts watches that do not recover by themselves; to be called every second, by
     * one thread.
     */
    void supervise(Instant now) {
        watches().forEach(watch -> watch.turn(now));
    }

    /** Returns how many resources are watched now. */
    public long watching() {
        return watches().filter(SupervisedInformer::isWatching).count();
    }

    /** Returns how many resources should be watched: all but the refused ones. */
    public long expected() {
        return watches().filter(watch -> !watch.isRefused()).count();
    }

    @Override
    public void close() {
        watches().forEach(SupervisedInformer::stop);
    }

    private Stream<SupervisedInformer> watches() {
        return watches.stream().map(ListedWatch::watch);
    }

    private void changed(Kind kind, String namespace, String name, boolean readable) {
        reportRefusal(
                name,
                readable,
                "a workload of it that was never seen counts as gone with its last pod; records of one that was"
                        + " are kept");
        if (readable) {
            listener.readable(kind, namespace);
        } else {
            listener.unreadable(kind, namespace);
        }
    }

    private void reportRefusal(String name, boolean readable, String consequence) {
        if (!readable) {
            String error = watches()
                    .filter(watch -> watch.resource().equals(name))
                    .flatMap(watch -> watch.lastFault().stream())
                    .map(SupervisedInformer.Fault::text)
                    .findFirst()
                    .orElse("");
            LOG.atWarn()
                    .addKeyValue("resource", name)
                    .addKeyValue("error", error)
                    .addKeyValue("consequence", consequence)
                    .log("resource is not readable; retrying every few minutes");
        }
    }

    private static <T extends HasMetadata> SupervisedInformer.Source ownerSource(
            KubernetesClient client,
            Kind kind,
            Class<T> type,
            String namespace,
            NamespaceScope scope,
            ClusterState state) {
        var store = new OwnerStore<>(type, kind, state, within(namespace, scope));
        return source(in(namespace, scope, client.resources(type)), store);
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
    private static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
            FilterWatchListDeletable<T, L, R> in(String namespace, NamespaceScope scope, MixedOperation<T, L, R> all) {
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
