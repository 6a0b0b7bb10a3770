package io.deptracker.sim;

import io.deptracker.sim.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Delta debugging of a scenario that fails: removes steps, first all of an action, then halves, quarters and so on to single ones, and shortens the
 * time after those that remain, as long as it fails in the same way.
 */
final class Shrinker {
    private static final List<Duration> SHORTER = List.of(
            Duration.ZERO, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(12));

    private final Function<Scenario, Optional<FailureKind>> failure;
    private final int mostRuns;
    private final LongSupplier nanos;
    private final long mostNanos;

    /**
     * @param failure runs a scenario, and returns how it failed
     * @param mostRuns the number of runs after which the shortest scenario so far is good enough
     * @param mostTime the time after which it is
     * @param nanos a steady clock
     */
    Shrinker(Function<Scenario, Optional<FailureKind>> failure, int mostRuns, Duration mostTime, LongSupplier nanos) {
        this.failure = failure;
        this.mostRuns = mostRuns;
        this.nanos = nanos;
        this.mostNanos = mostTime.toNanos();
    }

    /** Returns the shortest scenario that was found to fail like that; no single step of it can be removed. */
    Scenario shrink(Scenario failing, FailureKind kind) {
        var search = new Search(failing, kind);
        List<Step> before;
        do {
            before = search.steps;
            search.removeActions();
            search.removeSteps();
            search.shortenTimes();
        } while (!search.isOver() && !before.equals(search.steps));
        return failing.with(search.steps);
    }

    private final class Search {
        private final Scenario original;
        private final FailureKind kind;
        private final long end = nanos.getAsLong() + mostNanos;
        private final Set<List<Step>> tried = new HashSet<>();
        private List<Step> steps;
        private int runs;

        Search(Scenario original, FailureKind kind) {
            this.original = original;
            this.kind = kind;
            this.steps = original.steps();
        }

        boolean isOver() {
            return runs >= mostRuns || nanos.getAsLong() - end >= 0;
        }

        /**
         * Removes all steps of an action at once: those of one action seldom depend on those of another, while the
         * cluster's own steps depend on all before them.
         */
        void removeActions() {
            for (Action action : Action.values()) {
                stillFails(
                        steps.stream().filter(step -> step.action() != action).toList());
            }
        }

        /** Removes halves, quarters and so on; ends when no single step can be removed. */
        void removeSteps() {
            int chunk = Math.max(1, steps.size() / 2);
            while (!isOver()) {
                boolean removed = removeChunks(chunk);
                if (chunk == 1 && !removed) {
                    return;
                }
                chunk = Math.max(1, chunk / 2);
            }
        }

        private boolean removeChunks(int chunk) {
            boolean removed = false;
            int from = 0;
            while (from < steps.size()) {
                var fewer = new ArrayList<>(steps);
                fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
                if (stillFails(fewer)) {
                    removed = true;
                } else {
                    from += chunk;
                }
            }
            return removed;
        }

        void shortenTimes() {
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                for (Duration shorter : SHORTER) {
                    if (shorter.compareTo(step.then()) >= 0) {
                        break;
                    }
                    var quicker = new ArrayList<>(steps);
                    quicker.set(i, new Step(step.action(), step.seed(), shorter));
                    if (stillFails(quicker)) {
                        break;
                    }
                }
            }
        }

        /** Runs these steps, and makes them the current ones if they fail in the same way. */
        private boolean stillFails(List<Step> candidate) {
            List<Step> fixed = List.copyOf(candidate);
            if (isOver() || fixed.equals(steps) || !tried.add(fixed)) {
                return false;
            }
            runs++;
            boolean fails =
                    failure.apply(original.with(fixed)).filter(kind::equals).isPresent();
            if (fails) {
                steps = fixed;
            }
            return fails;
        }
    }
}
