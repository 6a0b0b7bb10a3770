package io.deptracker.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Owners that pods name and that were not seen yet. Pods and their owners arrive on separate watches, so a pod may be
 * seen first. An owner that stays unseen for minutes will most likely never be seen, and its pods are attributed
 * without it. Not safe for several threads.
 */
final class UnseenOwners {
    /** How long an owner may stay unseen before its pods are attributed without it. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Set<OwnerKey> noticed = new HashSet<>();
    private final Map<OwnerKey, Instant> waiting = new HashMap<>();
    private final Set<OwnerKey> givenUp = new HashSet<>();

    /** Adds an owner that pods wait for. */
    void notice(OwnerKey owner) {
        if (!waiting.containsKey(owner)) {
            noticed.add(owner);
        }
    }

    /** Removes an owner that was seen. */
    void seen(OwnerKey owner) {
        noticed.remove(owner);
        waiting.remove(owner);
        givenUp.remove(owner);
    }

    /** Returns whether pods no longer wait for an owner. */
    boolean isGivenUp(OwnerKey owner) {
        return givenUp.contains(owner);
    }

    /**
     * Gives up the owners that have stayed unseen for too long, and returns them.
     *
     * @param now from a clock that may jump; setting it back restarts the wait
     * @param stillNamed whether pods still name an owner; the others are removed
     */
    List<OwnerKey> giveUp(Instant now, Predicate<OwnerKey> stillNamed) {
        if (noticed.isEmpty() && waiting.isEmpty() && givenUp.isEmpty()) {
            return List.of();
        }
        noticed.forEach(owner -> waiting.put(owner, now));
        noticed.clear();
        waiting.keySet().removeIf(stillNamed.negate());
        givenUp.removeIf(stillNamed.negate());
        waiting.replaceAll((_, since) -> since.isAfter(now) ? now : since);
        List<OwnerKey> overdue = waiting.entrySet().stream()
                .filter(entry -> !now.isBefore(entry.getValue().plus(PATIENCE)))
                .map(Map.Entry::getKey)
                .toList();
        overdue.forEach(waiting::remove);
        givenUp.addAll(overdue);
        return overdue;
    }
}
