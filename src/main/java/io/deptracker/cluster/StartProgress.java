package io.deptracker.cluster;

import io.deptracker.cluster.Informers.ListedWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The progress of the first lists. The deadline limits how long no page arrives, since the total time depends on the
 * size of the cluster. Any thread may ask for a description; one thread uses the rest.
 */
final class StartProgress {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final List<ListedWatch> watches;
    private final ApiTraffic traffic;
    private final Duration patience;
    private final Instant begin;
    private final long beginNanos = System.nanoTime();
    private Reached last = new Reached(0, -1);
    private long progressNanos = beginNanos;

    /** How many lists are complete, and how much of the others has arrived. */
    private record Reached(long settled, long arrived) {}

    StartProgress(List<ListedWatch> watches, ApiTraffic traffic, Duration patience, InstantSource clock) {
        this.watches = watches;
        this.traffic = traffic;
        this.patience = patience;
        this.begin = clock.instant();
    }

    /** Returns the time of a clock that is never set while the lists are in progress. */
    Instant now() {
        return begin.plusNanos(System.nanoTime() - beginNanos);
    }

    /** Waits until there may be something new. */
    void await() throws InterruptedException {
        Thread.sleep(POLL);
    }

    /** Returns whether each list is complete, or refused and of an optional kind. */
    boolean isDone() {
        return watches.stream().allMatch(each -> each.watch().isSettled());
    }

    /**
     * Checks the deadline.
     *
     * @throws ClusterException if no page has arrived for longer than the patience
     */
    void check() {
        var reached = new Reached(
                watches.stream().filter(each -> each.watch().isSettled()).count(),
                unsettled()
                        .mapToLong(each -> pages(each) + each.watch().received())
                        .sum());
        boolean waits = unsettled().allMatch(each -> each.watch().isBetweenTries());
        if (waits || !reached.equals(last)) {
            last = reached;
            progressNanos = System.nanoTime();
        } else if (System.nanoTime() - progressNanos >= patience.toNanos()) {
            throw new ClusterException("not synced: no page of a list has arrived for %d s (SYNC_TIMEOUT): %s"
                    .formatted(patience.toSeconds(), reasons()));
        }
    }

    /** Returns the lists in progress, each with how much has arrived and what went wrong. */
    List<String> describe() {
        return unsettled()
                .map(each -> "listing %s: %s%s"
                        .formatted(
                                each.watch().resource(),
                                arrived(each),
                                fault(each)
                                        .map(failure -> "; last error: " + failure.text())
                                        .orElse("")))
                .toList();
    }

    /** Returns the resources grouped by fault, since it is often the same for all. */
    private String reasons() {
        var byReason = new LinkedHashMap<String, List<String>>();
        unsettled()
                .forEach(each -> byReason.computeIfAbsent(
                                fault(each).map(StartProgress::advised).orElse("the API server does not answer"),
                                reason -> new ArrayList<>())
                        .add("%s (%s)".formatted(each.watch().resource(), arrived(each))));
        return byReason.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    private Optional<SupervisedInformer.Failure> fault(ListedWatch each) {
        return each.watch()
                .lastFault()
                .or(() -> traffic.failure(each.list()).map(text -> new SupervisedInformer.Failure(0, text)));
    }

    private static String advised(SupervisedInformer.Failure failure) {
        return switch (failure.code()) {
            case FORBIDDEN -> failure.text() + "; grant list and watch on it";
            case UNAUTHORIZED ->
                failure.text() + "; the credential is not accepted: check the token or the certificate";
            default -> failure.text();
        };
    }

    private String arrived(ListedWatch each) {
        return String.format(
                Locale.ROOT, "%,d pages, %,d objects", pages(each), each.watch().received());
    }

    private int pages(ListedWatch each) {
        return traffic.pages(each.list());
    }

    private Stream<ListedWatch> unsettled() {
        return watches.stream().filter(each -> !each.watch().isSettled());
    }
}
