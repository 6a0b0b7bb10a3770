package io.deptracker.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A comparison of GitHub with the {@link DesiredStateModel}: what it shows, and how many records it received. */
final class RecordsCheck {
    private final DesiredStateModel model;
    private final SteppedGitHub github;

    /** Whether the tracker sees nothing but true states. */
    private final boolean isExact;

    private final Map<String, Integer> eventsOf = new HashMap<>();

    RecordsCheck(DesiredStateModel model, SteppedGitHub github, SimulatedCluster cluster, boolean isExact) {
        this.model = model;
        this.github = github;
        this.isExact = isExact;
        cluster.onChange(change ->
                eventsOf.merge(app(change.key().namespace() + "/" + change.key().name()), 1, Integer::sum));
    }

    /** Returns what GitHub shows wrongly of a namespace, and for what it received too many records. */
    List<String> faults(String namespace) {
        var faults = new ArrayList<String>();
        var expectation = new Expectation(model, namespace, isExact);
        Map<String, NameHistory> pasts = model.pasts(namespace);
        var names = new TreeSet<>(pasts.keySet());
        github.names().stream().filter(name -> name.startsWith(namespace + "/")).forEach(names::add);
        for (String name : names) {
            NameHistory past = pasts.getOrDefault(name, new NameHistory());
            String shown = github.view(name);
            if (!expectation.allows(name, shown)) {
                faults.add("%s: GitHub shows %s, the truth is %s".formatted(name, shown, expectation.of(name)));
            }
            past.known(shown);
            int changes = mostRecords(name, past);
            if (github.accepted(name) > changes) {
                faults.add("%s: %d records, %d changes".formatted(name, github.accepted(name), changes));
            }
        }
        return faults;
    }

    /**
     * Returns the maximum number of records. A name that two workloads want may be taken from one and posted for
     * the other because of one event.
     */
    private int mostRecords(String name, NameHistory past) {
        int events = eventsOf.getOrDefault(app(name), 0);
        return past.isShared() ? 2 * events : isExact ? past.changes() : events;
    }

    /** Returns the app of an object or a deployment; all names of an app begin with its name. */
    static String app(String name) {
        String[] parts = name.split("[/-]", 4);
        return parts[0] + "-" + parts[1] + "/" + parts[2];
    }
}
