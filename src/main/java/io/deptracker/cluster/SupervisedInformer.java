package io.deptracker.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A supervised informer. It retries after every failure, while fabric8's own default gives up on some. A refused
 * resource that the tracker can work without is retried indefinitely, at growing intervals.
 *
 * <p>One thread at a time calls {@link #turn}; everything else is safe for any thread.
 */
final class SupervisedInformer {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedInformer.class);
    private static final int FORBIDDEN = 403;

    /** Longer than any silence of a working informer: it reports a failed list once a minute at least. */
    private static final Duration SILENCE = Duration.ofMinutes(3);

    /** The authorizer of a server that has just started refuses for a while what it will permit later. */
    private static final int REFUSALS_THAT_COUNT = 2;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

    private final String resource;
    private final Supplier<Source> sources;
    private final boolean optional;
    private final Consumer<Boolean> onReadable;
    private volatile Attempt attempt;
    private volatile @Nullable Failure lastFault;
    private volatile @Nullable Boolean readable;
    private volatile boolean stopped;
    private int refusals;
    private Instant refusedAt = Instant.EPOCH;
    private @Nullable Instant silentSince;

    /** An informer, and the store it fills. */
    record Source(SharedIndexInformer<?> informer, ReducedStore<?> store) {}

    /**
     * The informer's last fault.
     *
     * @param code the HTTP status, 0 if there was no response
     * @param text the error, in the server's words if it responded
     */
    record Failure(int code, String text) {}

    /** One informer's life: from its first list until it is replaced. */
    private final class Attempt {
        private final Source source = sources.get();
        private volatile boolean listed;
        private volatile boolean refused;
        private volatile boolean heard;
        private volatile boolean stopped;
        private boolean counted;
        private long receivedBefore;

        void start() {
            source.informer().exceptionHandler((started, fault) -> retries(this, fault));
            source.informer().start().whenComplete((done, failed) -> listed = failed == null);
        }

        /**
         * Returns whether its watch is open. A stopping informer, or one whose client is stopping, is no longer
         * watching.
         */
        boolean isWatching() {
            try {
                return !stopped && source.informer().isWatching();
            } catch (NullPointerException stopping) {
                // fabric8's stop sets a field to null that this reads, before it ends the watch. A stop may come at any
                // moment: from the thread that supervises, or from the client when that is closed.
                return false;
            }
        }

        void stop() {
            stopped = true;
            source.informer().stop();
        }

        /** Stops it for good: a response that it may still receive is older than what the next one lists. */
        void replace() {
            source.store().close();
            stop();
        }
    }

    /**
     * @param resource its plural and, after a dot, its group
     * @param sources supplies an informer that has not started yet, with a store of its own
     * @param optional whether the tracker works without it
     * @param onReadable called by {@link #turn} with true once everything was listed, and with false once it is refused
     */
    SupervisedInformer(String resource, Supplier<Source> sources, boolean optional, Consumer<Boolean> onReadable) {
        this.resource = resource;
        this.sources = sources;
        this.optional = optional;
        this.onReadable = onReadable;
        this.attempt = new Attempt();
    }

    /** Begins to list. */
    void start() {
        attempt.start();
    }

    boolean isWatching() {
        return attempt.isWatching();
    }

    /** Returns whether the API server refuses it; it is retried periodically. */
    boolean isRefused() {
        return Boolean.FALSE.equals(readable);
    }

    /** Returns whether it is known if the resource is readable. */
    boolean isSettled() {
        return readable != null;
    }

    /** Returns whether it was refused once, and waits for a second attempt before that counts. */
    boolean isBetweenTries() {
        return attempt.refused && readable == null;
    }

    /** Returns whether it was listed and has not ended since. */
    boolean isRunning() {
        return Boolean.TRUE.equals(readable) && attempt.source.informer().isRunning();
    }

    /** Returns the version of the newest object it has seen, 0 if it has seen none. */
    long seenVersion() {
        String version = attempt.source.informer().lastSyncResourceVersion();
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    /** Returns how many objects have arrived since the list began. */
    long received() {
        return attempt.source.store().received();
    }

    String resource() {
        return resource;
    }

    /** Returns the last fault, if any. */
    Optional<Failure> lastFault() {
        return Optional.ofNullable(lastFault);
    }

    void stop() {
        stopped = true;
        attempt.stop();
    }

    /** Reports changes, and restarts what is due or does not recover by itself. To be called every second. */
    void turn(Instant now) {
        Attempt current = attempt;
        if (stopped) {
            return;
        }
        if (current.refused) {
            turnRefused(current, now);
        } else if (current.listed && !Boolean.TRUE.equals(readable)) {
            if (isRefused()) {
                LOG.atInfo().addKeyValue("resource", resource).log("resource is readable again");
            }
            refusals = 0;
            readable = true;
            onReadable.accept(true);
        } else {
            restartIfSilent(current, now);
        }
    }

    private void turnRefused(Attempt current, Instant now) {
        if (!current.counted) {
            current.counted = true;
            refusals++;
            refusedAt = now;
            if (refusals >= REFUSALS_THAT_COUNT && !isRefused()) {
                readable = false;
                onReadable.accept(false);
            }
        } else if (now.isBefore(refusedAt) || !now.isBefore(refusedAt.plus(retryDelay()))) {
            begin(current);
        }
    }

    private Duration retryDelay() {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(refusals - 1, 10));
        return delay.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : delay;
    }

    /**
     * Restarts an informer that has been silent for too long: a failure within the client can leave it waiting forever.
     */
    private void restartIfSilent(Attempt current, Instant now) {
        Instant since = silentSince;
        long received = current.source.store().received();
        boolean progressed = received != current.receivedBefore;
        current.receivedBefore = received;
        if (since == null || current.heard || progressed || isWatching() || now.isBefore(since) || readable == null) {
            current.heard = false;
            silentSince = now;
        } else if (!now.isBefore(since.plus(SILENCE))) {
            LOG.atWarn().addKeyValue("resource", resource).log("watch did not recover; restarting the informer");
            silentSince = now;
            begin(current);
        }
    }

    private void begin(Attempt current) {
        current.replace();
        var next = new Attempt();
        attempt = next;
        next.start();
    }

    private boolean retries(Attempt current, Throwable fault) {
        if (stopped || current != attempt) {
            // Calls in progress fail when the client closes, which is of no interest.
            return false;
        }
        current.heard = true;
        Throwable root = fault;
        while (root.getCause() != null && !(root instanceof KubernetesClientException)) {
            root = root.getCause();
        }
        int code = root instanceof KubernetesClientException answered ? answered.getCode() : 0;
        while (code == 0 && root.getCause() != null) {
            root = root.getCause();
        }
        var met = new Failure(code, root.getMessage() == null ? root.toString() : root.getMessage());
        lastFault = met;
        if (code == FORBIDDEN && optional) {
            current.refused = true;
            return false;
        }
        LOG.atWarn()
                .addKeyValue("resource", resource)
                .addKeyValue("error", met.text())
                .log("watch interrupted, trying again");
        return true;
    }
}
