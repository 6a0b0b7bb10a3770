package io.deptracker.outbox;

import io.deptracker.record.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What GitHub has in a simulation: it knows the artifact of two builds in three, until it knows all. */
final class PretendGitHub {
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Set<Integer>> inDoubt = new HashMap<>();
    private final List<Lease> late = new ArrayList<>();
    private boolean knowsAll;

    void knowAll() {
        knowsAll = true;
    }

    /** Answers a call: whether it knows the artifact, and stored the record. */
    boolean accepts(Lease lease) {
        if (!knows(lease)) {
            return false;
        }
        store(lease);
        inDoubt.remove(nameOf(lease));
        return true;
    }

    /** Gives no answer to a call that it may have got. */
    void mayHaveGot(Lease lease, boolean got) {
        if (lease.record().status() == Status.DEPLOYED) {
            inDoubt.computeIfAbsent(nameOf(lease), name -> new HashSet<>()).add(buildOf(lease));
        }
        if (got && knows(lease)) {
            store(lease);
        }
    }

    /** Gives no answer to a call that it stores after newer ones. */
    void getsLate(Lease lease) {
        mayHaveGot(lease, false);
        late.add(lease);
    }

    /** Stores what it got and has not stored yet. */
    void storeLate() {
        late.stream().filter(this::knows).forEach(this::store);
        late.clear();
    }

    /** The build that it shows as deployed. */
    Optional<Integer> running(String name) {
        return Optional.ofNullable(running.get(name));
    }

    /** How many builds it may have stored without saying so, since it answered last. */
    int buildsInDoubt(String name) {
        return inDoubt.getOrDefault(name, Set.of()).size();
    }

    private boolean knows(Lease lease) {
        return knowsAll || buildOf(lease) % 3 != 0;
    }

    private void store(Lease lease) {
        if (lease.record().status() == Status.DEPLOYED) {
            running.put(nameOf(lease), buildOf(lease));
        } else {
            running.remove(nameOf(lease));
        }
    }

    private static String nameOf(Lease lease) {
        return lease.record().deploymentName();
    }

    private static int buildOf(Lease lease) {
        return Integer.parseInt(
                String.valueOf(lease.record().artifact().version()).substring(1));
    }
}
