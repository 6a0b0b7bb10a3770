package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.SimulatedCluster.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model of what GitHub should show by the documented rules, computed only from the true cluster after each of its
 * changes, and of what it showed before. It shares no code with the tracker.
 */
final class DesiredStateModel {
    static final String GONE = "gone";

    /** The workload exists, but it is unknown what it runs: an earlier record stays. */
    static final String STAYS = "stays";

    /** A workload's claim on a deployment name: what it would record there, and whether its pods run. */
    private record Claim(String value, boolean runs) {}

    private final VisibleOwners owners;
    private final ExpectedRecords records;
    private final Map<String, Map<String, NameHistory>> pasts = new TreeMap<>();

    /**
     * @param cluster the truth
     * @param readable the readable kinds of owners
     */
    DesiredStateModel(SimulatedCluster cluster, Set<String> readable) {
        owners = new VisibleOwners(cluster, readable);
        records = new ExpectedRecords(owners);
        cluster.onChange(this::changed);
    }

    /** Returns the workloads that exist themselves or have pods. */
    Set<ObjectKey> workloads(String namespace) {
        return owners.podsOf(namespace).keySet();
    }

    boolean isReadable(String kind) {
        return owners.isReadable(kind);
    }

    private void changed(Change change) {
        owners.changed(change);
        look(change.key().namespace());
    }

    /** Removes the deleted owners: an observer that lists the cluster again does not know of them. */
    void forgetTheDeleted() {
        owners.forgetTheDeleted();
        List.copyOf(pasts.keySet()).forEach(this::look);
    }

    private void look(String namespace) {
        Map<String, List<Claim>> claims = claims(namespace);
        Map<String, NameHistory> past = pasts(namespace);
        claims.keySet().forEach(name -> past.computeIfAbsent(name, any -> new NameHistory()));
        past.forEach((name, of) -> {
            List<Claim> those = claims.getOrDefault(name, List.of());
            of.now(outcomes(those), those.size() > 1);
        });
    }

    Map<String, NameHistory> pasts(String namespace) {
        return pasts.computeIfAbsent(namespace, any -> new TreeMap<>());
    }

    /**
     * Returns what GitHub may show under each deployment name; a missing name is gone. There is one possibility unless
     * several workloads want the name: which of them had it first depends on when each was seen.
     */
    Map<String, Set<String>> expected(String namespace) {
        var expected = new TreeMap<String, Set<String>>();
        claims(namespace).forEach((name, claims) -> expected.put(name, outcomes(claims)));
        return expected;
    }

    /**
     * Returns the possible outcomes. A workload that runs takes the name from one that does not, once it knows what it
     * runs; otherwise the first keeps it, so any of them may have it.
     */
    private static Set<String> outcomes(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Set.of(GONE);
        }
        boolean isTaken =
                claims.stream().anyMatch(claim -> claim.runs() && !claim.value().equals(STAYS));
        return claims.stream()
                .filter(claim -> claim.runs() || !isTaken)
                .map(Claim::value)
                .collect(Collectors.toSet());
    }

    private Map<String, List<Claim>> claims(String namespace) {
        var claims = new TreeMap<String, List<Claim>>();
        owners.podsOf(namespace).forEach((workload, pods) -> {
            boolean runs = pods.stream().anyMatch(pod -> pod.life() == Life.RUNNING);
            records.of(workload, pods)
                    .forEach((name, value) -> claims.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(new Claim(value, runs)));
        });
        return claims;
    }

    /**
     * Returns the same for an observer that saw an owner's end before its remaining pods, and so has nothing of the
     * owner.
     */
    Map<String, Set<String>> expectedWithoutDeleted(String namespace) {
        return owners.withoutDeleted(() -> expected(namespace));
    }

    /**
     * Returns whether a name's workload exists and it is unknown what it runs. An observer that sees its pods and
     * owners at different moments may have attributed another workload's pods to it, and has nothing to correct that
     * with.
     */
    boolean isSilent(String namespace, String name) {
        return owners.podsOf(namespace).entrySet().stream()
                .filter(entry -> records.isUnknown(entry.getKey(), entry.getValue()))
                .anyMatch(entry ->
                        name.startsWith(namespace + "/" + entry.getKey().name() + "/"));
    }

    /**
     * Returns whether a name's workload has an owner that was deleted while its pods stayed. An observer that missed
     * its last changes has its earlier annotations, and will not see others.
     */
    boolean isOfDeleted(String namespace, String name) {
        return owners.podsOf(namespace).entrySet().stream()
                .filter(entry ->
                        name.startsWith(namespace + "/" + entry.getKey().name() + "/"))
                .anyMatch(entry -> owners.isDeleted(entry.getKey())
                        || entry.getValue().stream()
                                .map(owners::ownerOf)
                                .anyMatch(owner -> owner != null && owners.isDeleted(owner.key())));
    }
}
