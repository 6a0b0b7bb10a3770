package io.deptracker.demo;

import io.deptracker.standin.github.ReceivedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of GitHub's view with the cluster's.
 *
 * @param lines one for each deployment name that is in either
 */
public record DemoComparison(List<Line> lines) {
    /** A deployment in both views. */
    public record Line(String name, String cluster, String gitHub, boolean same) {}

    public static DemoComparison of(Map<String, RunningImage> cluster, Map<String, ReceivedRecord> gitHub) {
        var names = new TreeSet<>(cluster.keySet());
        names.addAll(gitHub.keySet());
        var lines = new ArrayList<Line>();
        for (String name : names) {
            @Nullable RunningImage running = cluster.get(name);
            @Nullable ReceivedRecord shown = gitHub.get(name);
            lines.add(new Line(
                    name,
                    running == null ? "-" : running.image(),
                    shown == null ? "-" : "%-14s  %s".formatted(shown.status(), image(shown)),
                    same(running, shown)));
        }
        return new DemoComparison(List.copyOf(lines));
    }

    boolean same() {
        return differences().isEmpty();
    }

    /** Returns the names whose views differ. */
    public List<String> differences() {
        return lines.stream().filter(line -> !line.same()).map(Line::name).toList();
    }

    static String image(ReceivedRecord record) {
        return record.version() == null ? record.name() : record.name() + ":" + record.version();
    }

    private static boolean same(@Nullable RunningImage running, @Nullable ReceivedRecord shown) {
        boolean deployed = shown != null && shown.status().equals("deployed");
        if (running == null || shown == null) {
            return running == null && !deployed;
        }
        return deployed
                && shown.digest().equals(running.digest())
                && image(shown).equals(running.image());
    }
}
