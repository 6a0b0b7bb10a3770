package io.deptracker.cluster;

import io.deptracker.outbox.CommitResult;
import io.deptracker.outbox.CommitResult.Contested;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Workload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workloads without a deployment name because another workload holds it. Such a name changes hands when its
 * holder's pods stop while the other's run. Used by one thread.
 */
final class ContestedNames {
    private static final Logger LOG = LoggerFactory.getLogger(ContestedNames.class);

    private final SkippedContainers skipped;
    /** The holders of the names that each workload wants. */
    private final Map<Workload, Set<Workload>> holders = new HashMap<>();

    private final Set<Contested> reported = new HashSet<>();

    /**
     * @param skipped counts the containers without a name
     */
    ContestedNames(SkippedContainers skipped) {
        this.skipped = skipped;
    }

    /**
     * Returns the workloads that want a name of one of those given. Compared before them, they acquire a name that has
     * become free without a decommission in between.
     */
    List<Workload> wanting(Set<Workload> changed) {
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(changed::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Updates the contests after a commit.
     *
     * @param states what was committed
     * @return the workloads to compare again: a name that they want may have become free, or they lost one
     */
    Set<Workload> after(List<DesiredState> states, CommitResult commitResult) {
        Set<Workload> compared = states.stream().map(DesiredState::workload).collect(Collectors.toSet());
        holders.keySet().removeAll(compared);
        reported.removeIf(known ->
                compared.contains(known.workload()) && !commitResult.contested().contains(known));
        for (Contested name : commitResult.contested()) {
            holders.computeIfAbsent(name.workload(), _ -> new HashSet<>()).add(name.holder());
            report(name);
        }
        // Includes workloads of this commit: a name may have become free after they were compared.
        var again = new HashSet<Workload>(commitResult.decommissioned() > 0 ? holders.keySet() : Set.of());
        again.addAll(commitResult.displaced());
        return again;
    }

    private void report(Contested name) {
        if (reported.add(name)) {
            skipped.nameTaken(name.workload(), name.name(), name.holder());
            LOG.atWarn()
                    .addKeyValue("deployment_name", name.name())
                    .addKeyValue("workload", name.workload())
                    .addKeyValue("holder", name.holder())
                    .log("deployment name belongs to another workload, which keeps it while its pods run;"
                            + " see DN_TEMPLATE");
        }
    }
}
