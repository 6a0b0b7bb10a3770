package io.deptracker.outbox;

import io.deptracker.record.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GitHub in a simulation: it has the artifact of two builds in three, until it has all. */
final class PretendGitHub {
    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Set<Integer>> inDoubt = new HashMap<>();
    private final List<Lease> late = new ArrayList<>();
    private boolean knowsAll;

    void knowAll() {
        knowsAll = true;
    }

    /** Responds to a call; returns whether it has the artifact and stored the record. */
    boolean accepts(Lease lease) {
        if (!knows(lease)) {
            return false;
        }
        store(lease);
        inDoubt.remove(nameOf(lease));
        return true;
    }

    /** Does not respond to a call that it may have received. */
    void mayHaveGot(Lease lease, boolean got) {
        if (lease.record().status() == Status.DEPLOYED) {
            inDoubt.computeIfAbsent(nameOf(lease), name -> new HashSet<>()).add(buildOf(lease));
        }
        if (got && knows(lease)) {
            store(lease);
        }
    }

    /** Does not respond to a call and stores its record after newer ones. */
    void getsLate(Lease lease) {
        mayHaveGot(lease, false);
        late.add(lease);
    }

    /** Stores the records that it has received and not stored yet. */
    void storeLate() {
        late.stream().filter(this::knows).forEach(this::store);
        late.clear();
    }

    /** Returns the build that it shows as deployed. */
    Optional<Integer> running(String name) {
        return Optional.ofNullable(running.get(name));
    }

    /** Returns the number of builds that it may have stored without a response since its last one. */
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
