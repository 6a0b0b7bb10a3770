package io.deptracker.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One informer, watched over. It retries whatever happens: fabric8's own default stops for good on some faults. Only a
 * refusal of the first list, of a kind that may be missing, ends it.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int FORBIDDEN = 403;

    private final String resource;
    private final SharedIndexInformer<?> informer;
    private final boolean optional;
    private final CompletableFuture<Boolean> synced = new CompletableFuture<>();
    private volatile @Nullable String lastFault;
    private volatile boolean refused;
    private volatile boolean stopped;

    /**
     * @param resource its plural and, behind a dot, its group
     * @param informer not started yet
     * @param optional whether the tracker works without it
     */
    Watch(String resource, SharedIndexInformer<?> informer, boolean optional) {
        this.resource = resource;
        this.informer = informer;
        this.optional = optional;
        informer.exceptionHandler(this::retries);
    }

    /** Starts it; completes with true once everything was listed, with false if it may not be read and need not. */
    CompletionStage<Boolean> start() {
        informer.start().whenComplete((done, failed) -> {
            // Where it failed otherwise it was stopped before it got an answer, which says nothing of the kind.
            if (failed == null || refused) {
                synced.complete(failed == null);
            }
        });
        return synced;
    }

    boolean isWatching() {
        return informer.isWatching();
    }

    /** Whether it was listed, and has not ended since. */
    boolean isRunning() {
        return synced.getNow(false) && informer.isRunning();
    }

    /** The version of the newest object it has seen, 0 where it has seen none. */
    long seenVersion() {
        String version = informer.lastSyncResourceVersion();
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    String resource() {
        return resource;
    }

    /** What it met last, if anything. */
    Optional<String> lastFault() {
        return Optional.ofNullable(lastFault);
    }

    void stop() {
        stopped = true;
        informer.stop();
    }

    private boolean retries(boolean started, Throwable fault) {
        if (stopped) {
            // Its calls in flight fail then, which is nothing to tell of.
            return false;
        }
        Throwable root = fault;
        while (root.getCause() != null && !(root instanceof KubernetesClientException)) {
            root = root.getCause();
        }
        lastFault = String.valueOf(root.getMessage());
        boolean forbidden = root instanceof KubernetesClientException answered && answered.getCode() == FORBIDDEN;
        if (forbidden && optional && !synced.isDone()) {
            refused = true;
            return false;
        }
        LOG.atWarn()
                .addKeyValue("resource", resource)
                .addKeyValue("error", lastFault)
                .log("watch interrupted, trying again");
        return true;
    }
}
