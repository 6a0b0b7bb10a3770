package io.deptracker.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The history of a deployment name in a {@link DesiredStateModel}. */
final class NameHistory {
    private Set<String> last = Set.of(DesiredStateModel.GONE);
    private int changes;
    private boolean shared;
    private final Set<String> possible = new HashSet<>(Set.of(DesiredStateModel.GONE));

    /** Returns how often the truth has changed. */
    int changes() {
        return changes;
    }

    /** Returns what GitHub may show if the truth is that the record stays. */
    Set<String> possible() {
        return possible;
    }

    /** Records what GitHub showed when it was checked. */
    void known(String value) {
        possible.clear();
        possible.add(value);
    }

    /** Returns whether several workloads ever wanted the name at once. */
    boolean isShared() {
        return shared;
    }

    /** Records what GitHub may show from now on. */
    void now(Set<String> values, boolean wantedBySeveral) {
        shared |= wantedBySeveral;
        var shown = new TreeSet<>(values);
        shown.remove(DesiredStateModel.STAYS);
        if (shown.isEmpty()) {
            if (shared) {
                // The silent workload may have lost the name to another one that is gone.
                possible.add(DesiredStateModel.GONE);
            }
            return;
        }
        if (!shown.equals(last)) {
            changes++;
            last = shown;
        }
        possible.addAll(shown);
    }
}
