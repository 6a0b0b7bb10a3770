package io.deptracker.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
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

    /** Longer than an informer that tries is ever silent: it tells of a list that failed once a minute at least. */
    private static final Duration SILENCE = Duration.ofMinutes(3);

    private final String resource;
    private final Supplier<Source> sources;
    private final boolean optional;
    private final CompletableFuture<Boolean> synced = new CompletableFuture<>();
    private volatile Source source;
    private volatile @Nullable String lastFault;
    private volatile boolean heard;
    private @Nullable Instant silentSince;
    private volatile boolean refused;
    private volatile boolean stopped;

    /** An informer, and the store it fills. */
    record Source(SharedIndexInformer<?> informer, ReducedStore<?> store) {}

    /**
     * @param resource its plural and, behind a dot, its group
     * @param sources gives an informer that has not started yet, with a store of its own
     * @param optional whether the tracker works without it
     */
    Watch(String resource, Supplier<Source> sources, boolean optional) {
        this.resource = resource;
        this.sources = sources;
        this.optional = optional;
        this.source = next();
    }

    private Source next() {
        Source next = sources.get();
        next.informer().exceptionHandler(this::retries);
        return next;
    }

    /** Starts it; completes with true once everything was listed, with false if it may not be read and need not. */
    CompletionStage<Boolean> start() {
        source.informer().start().whenComplete((done, failed) -> {
            // Where it failed otherwise it was stopped before it got an answer, which says nothing of the kind.
            if (failed == null || refused) {
                synced.complete(failed == null);
            }
        });
        return synced;
    }

    boolean isWatching() {
        return source.informer().isWatching();
    }

    /** Whether it may not be read, and need not: it is not tried again. */
    boolean isRefused() {
        return refused;
    }

    /** Whether it was listed, and has not ended since. */
    boolean isRunning() {
        return synced.getNow(false) && source.informer().isRunning();
    }

    /** The version of the newest object it has seen, 0 where it has seen none. */
    long seenVersion() {
        String version = source.informer().lastSyncResourceVersion();
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
        source.informer().stop();
    }

    /**
     * Begins anew with another informer where this one neither watches nor says why: what fails within the client, rather than
     * at the server, can leave it waiting for ever. To be called now and then, by one thread.
     */
    void mend(Instant now) {
        Instant since = silentSince;
        if (since == null || heard || isWatching() || stopped || !synced.getNow(false)) {
            heard = false;
            silentSince = now;
        } else if (!now.isBefore(since.plus(SILENCE))) {
            LOG.atWarn().addKeyValue("resource", resource).log("watch does not come back, beginning anew");
            silentSince = now;
            Source dead = source;
            // What it may yet be answered is older than what the next one lists.
            dead.store().close();
            dead.informer().stop();
            source = next();
            source.informer().start().whenComplete((done, failed) -> {
                if (failed == null) {
                    LOG.atInfo().addKeyValue("resource", resource).log("watching again");
                }
            });
        }
    }

    private boolean retries(boolean started, Throwable fault) {
        if (stopped) {
            // Its calls in flight fail then, which is nothing to tell of.
            return false;
        }
        heard = true;
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
