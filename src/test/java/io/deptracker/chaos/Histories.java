package io.deptracker.chaos;

import io.deptracker.standin.github.ReceivedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The states that each deployment name went through in the cluster, oldest first. */
final class Histories {
    private static final String GONE = "decommissioned";

    private final Map<String, List<String>> states = new HashMap<>();

    /** Records a state. To be called before the cluster shows the state, so that GitHub cannot get it earlier. */
    synchronized void deployed(String name, String digest) {
        states.computeIfAbsent(name, _ -> new ArrayList<>()).add(digest);
    }

    synchronized void gone(String name) {
        states.computeIfAbsent(name, _ -> new ArrayList<>()).add(GONE);
    }

    /**
     * Returns the records that put a name back to an older state: each name's records must be in the order of its
     * history.
     */
    synchronized List<String> backwards(List<ReceivedRecord> accepted) {
        var found = new ArrayList<String>();
        var reached = new HashMap<String, Integer>();
        for (ReceivedRecord record : accepted) {
            String name = record.deploymentName();
            String state = record.status().equals(GONE) ? GONE : record.digest();
            List<String> history = states.getOrDefault(name, List.of());
            int from = reached.getOrDefault(name, 0);
            int at = history.subList(from, history.size()).indexOf(state);
            if (at < 0) {
                found.add("%s was set to %s, which is not among what came from %d on in %s"
                        .formatted(name, state, from, history));
            } else {
                // Remains at this state: a second record of the same state, after a kill, is no step back.
                reached.put(name, from + at);
            }
        }
        return found;
    }
}
