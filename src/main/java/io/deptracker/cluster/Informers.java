package io.deptracker.cluster;

import io.deptracker.config.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final String PODS = "pods";

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
        var sources = new InformerSources(client, tracked, state, known);
        for (String namespace : sources.namespaces()) {
            var watch = new SupervisedInformer(
                    PODS + sources.where(namespace), () -> sources.pods(namespace), false, readable -> {});
            watches.add(new ListedWatch(watch, PODS + "/" + namespace, true));
        }
        for (String namespace : sources.namespaces()) {
            for (Kind kind : Kind.values()) {
                String name = kind.resource() + sources.where(namespace);
                var watch = new SupervisedInformer(
                        name,
                        () -> sources.owners(kind, kind.type(), namespace),
                        true,
                        readable -> changed(kind, namespace, name, readable));
                watches.add(new ListedWatch(watch, kind.resource() + "/" + namespace, false));
            }
        }
        String plural = NamespaceStore.PLURAL;
        var ofNamespaces = new SupervisedInformer(
                plural,
                sources::namespaceObjects,
                true,
                readable -> reportRefusal(plural, readable, "the opt-out annotation of namespaces is ignored"));
        watches.add(new ListedWatch(ofNamespaces, plural + "/", false));
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
                    .map(SupervisedInformer.Failure::text)
                    .findFirst()
                    .orElse("");
            LOG.atWarn()
                    .addKeyValue("resource", name)
                    .addKeyValue("error", error)
                    .addKeyValue("consequence", consequence)
                    .log("resource is not readable; retrying every few minutes");
        }
    }
}
