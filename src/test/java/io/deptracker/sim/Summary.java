package io.deptracker.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a series of runs has shown. Safe for many threads. */
final class Summary {
    private final long firstSeed;
    private final List<Run> failures = new ArrayList<>();
    private final Map<Step.Action, Integer> actions = new TreeMap<>();
    private Duration hours = Duration.ZERO;
    private int runs;
    private long steps;
    private long crashes;
    private long calls;
    private long rows;

    Summary(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    synchronized void add(Run run) {
        runs++;
        hours = hours.plus(run.time());
        steps += run.steps();
        crashes += run.crashes();
        calls += run.calls();
        rows += run.rows();
        run.scenario().steps().stream()
                .limit(run.steps())
                .forEach(step -> actions.merge(step.action(), 1, Integer::sum));
        if (run.failure() != null) {
            failures.add(run);
        }
    }

    synchronized Duration hours() {
        return hours;
    }

    /** Returns the runs that failed. */
    synchronized List<Run> failures() {
        return List.copyOf(failures);
    }

    /** Returns what there is so far, as a line. */
    synchronized String progress() {
        return "%d hours, %d seeds from %d, %d calls, %d crashes, %d failures"
                .formatted(hours.toHours(), runs, firstSeed, calls, crashes, failures.size());
    }

    @Override
    public synchronized String toString() {
        return "%d scenarios from seed %d: %d hours, %d steps, %d crashes, %d calls, %d rows, %d failures; %s"
                .formatted(runs, firstSeed, hours.toHours(), steps, crashes, calls, rows, failures.size(), actions);
    }
}
