package io.deptracker.sim;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a developer needs to repeat a run that failed: its seed, a command, and a short test to paste. */
final class Reproduction {
    private static final int MOST_RUNS = 300;
    private static final Duration MOST_TIME = Duration.ofMinutes(5);
    private static final int LINES = 60;
    private static final int FRAMES = 20;

    private final Simulations simulations;

    Reproduction(Simulations simulations) {
        this.simulations = simulations;
    }

    /** Shortens a run that failed, and describes it. */
    String of(Run failed) {
        Throwable failure = Objects.requireNonNull(failed.failure());
        var shrinker = new Shrinker(this::failure, MOST_RUNS, MOST_TIME, System::nanoTime);
        Scenario whole = failed.scenario();
        // The steps after the one that failed were never taken.
        int taken = Math.min(failed.steps() + 1, whole.steps().size());
        Scenario shortest = shrinker.shrink(whole.with(whole.steps().subList(0, taken)), FailureKind.of(failure));
        Run run = simulations.run(shortest);
        return """
                %s
                again: mvn -B test -Dtest=SimulationTest -Dsim.seed=%d -Dsim.hours=1 -Dsim.length=%d
                a test of %d steps for KnownFaultsTest, which %s:

                %s
                the end of the history of that test:
                %s
                %s""".formatted(
                        failed.outcome(),
                        whole.seed(),
                        simulations.length().toHours(),
                        shortest.steps().size(),
                        run.failure() == null
                                ? "does not fail again: find out what differs from run to run"
                                : "fails in the same way",
                        test(shortest),
                        lastLines(run.history()),
                        trace(Objects.requireNonNullElse(run.failure(), failure)));
    }

    private Optional<FailureKind> failure(Scenario scenario) {
        return Optional.ofNullable(simulations.run(scenario).failure()).map(FailureKind::of);
    }

    /** Returns a test method that replays a scenario. */
    static String test(Scenario scenario) {
        String steps = scenario.steps().stream().map(step -> step + "\n").collect(Collectors.joining());
        return """
                @Test
                void seed%s() {
                    replay(%dL, \"""
                %s            \""");
                }
                """.formatted(Long.toString(scenario.seed()).replace('-', '_'), scenario.seed(), steps.indent(12));
    }

    private static String lastLines(String history) {
        long all = history.lines().count();
        return history.lines().skip(Math.max(0, all - LINES)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().limit(FRAMES).collect(Collectors.joining("\n"));
    }
}
