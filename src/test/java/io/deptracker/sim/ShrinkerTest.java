package io.deptracker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.sim.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The shrinker returns the steps without which a scenario no longer fails, on faults that are known. */
class ShrinkerTest {
    private static final FailureKind KIND = new FailureKind("Violation", "lost");
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicInteger runs = new AtomicInteger();
    private long nanos;

    @RepeatedTest(50)
    void leavesExactlyTheStepsThatTogetherMakeItFail() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        Scenario scenario = scenario(1 + random.nextInt(300), random);
        var needed = new TreeSet<Integer>();
        int most = 1 + random.nextInt(8);
        for (int i = 0; i < most; i++) {
            needed.add(random.nextInt(scenario.steps().size()));
        }
        List<Step> cause = needed.stream().map(scenario.steps()::get).toList();

        Scenario shortest = shrinker(steps -> numbers(steps).containsAll(numbers(cause)), 10_000)
                .shrink(scenario, KIND);

        assertThat(numbers(shortest.steps())).as("seed %d", seed).isEqualTo(numbers(cause));
        assertThat(shortest.steps()).allSatisfy(step -> assertThat(step.then()).isZero());
    }

    @RepeatedTest(50)
    void noSingleStepOfItsResultCanBeRemovedAlsoIfStepsHideTheFault() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        Scenario scenario = scenario(20 + random.nextInt(100), random);
        int size = scenario.steps().size();
        long hides = random.nextInt(size);
        long shows = random.nextInt(size);
        List<Long> causes = List.of((long) random.nextInt(size), (long) random.nextInt(size));
        Predicate<List<Step>> fails = steps -> {
            List<Long> numbers = numbers(steps);
            return numbers.containsAll(causes) && (!numbers.contains(hides) || numbers.contains(shows));
        };
        assertThat(fails.test(scenario.steps())).isTrue();

        List<Step> shortest = shrinker(fails, 10_000).shrink(scenario, KIND).steps();

        for (int i = 0; i < shortest.size(); i++) {
            var fewer = new ArrayList<>(shortest);
            fewer.remove(i);
            assertThat(fails.test(fewer))
                    .as("seed %d: without step %d", seed, i)
                    .isFalse();
        }
    }

    @Test
    void removesAllStepsOfAnActionAtOnce() {
        List<Step> steps = IntStream.range(0, 300)
                .mapToObj(i -> new Step(i % 2 == 0 ? Action.CLUSTER : Action.KILL, i, Duration.ZERO))
                .toList();
        // Like a cluster whose later steps depend on all earlier ones: any single removal of those hides the fault.
        var shrinker = shrinker(
                shorter -> shorter.stream()
                                .filter(step -> step.action() == Action.CLUSTER)
                                .count()
                        == 150,
                3);

        assertThat(shrinker.shrink(new Scenario(1, steps), KIND).steps())
                .hasSize(150)
                .allSatisfy(step -> assertThat(step.action()).isEqualTo(Action.CLUSTER));
    }

    @Test
    void keepsTheTimeThatTheFaultNeeds() {
        Scenario scenario = new Scenario(1, List.of(step(0, HOUR), step(1, HOUR.multipliedBy(3)), step(2, HOUR)));

        List<Step> shortest = shrinker(
                        steps -> steps.stream()
                                .anyMatch(
                                        step -> step.seed() == 1 && step.then().compareTo(Duration.ofMinutes(30)) > 0),
                        100)
                .shrink(scenario, KIND)
                .steps();

        assertThat(shortest).containsExactly(step(1, HOUR));
    }

    @Test
    void aFailureOfAnotherKindDoesNotCount() {
        Scenario scenario = scenario(40, new SplittableRandom(1));
        var shrinker = new Shrinker(
                shorter -> Optional.of(
                        numbers(shorter.steps()).contains(17L) ? KIND : new FailureKind("Violation", "another")),
                1000,
                HOUR,
                () -> 0);

        assertThat(numbers(shrinker.shrink(scenario, KIND).steps())).containsExactly(17L);
    }

    @Test
    void aScenarioThatFailsAtItsStartHasNoSteps() {
        assertThat(shrinker(_ -> true, 1000)
                        .shrink(scenario(40, new SplittableRandom(1)), KIND)
                        .steps())
                .isEmpty();
    }

    @Test
    void endsAfterItsNumberOfRunsWithAScenarioThatFails() {
        Scenario scenario = scenario(300, new SplittableRandom(1));
        List<Long> cause = List.of(3L, 70L, 150L, 299L);

        List<Step> shortest = shrinker(steps -> numbers(steps).containsAll(cause), 20)
                .shrink(scenario, KIND)
                .steps();

        assertThat(runs).hasValue(20);
        assertThat(numbers(shortest)).containsAll(cause).hasSizeLessThan(300);
    }

    @Test
    void endsAfterItsTimeWithAScenarioThatFails() {
        Scenario scenario = scenario(300, new SplittableRandom(1));
        var shrinker = new Shrinker(
                shorter -> {
                    runs.incrementAndGet();
                    nanos += Duration.ofMinutes(10).toNanos();
                    return Optional.of(KIND)
                            .filter(_ -> numbers(shorter.steps()).contains(299L));
                },
                1000,
                HOUR,
                () -> nanos);

        assertThat(numbers(shrinker.shrink(scenario, KIND).steps())).contains(299L);
        assertThat(runs).hasValue(6);
    }

    @Test
    void failuresThatDifferByNamesAndNumbersAreOfOneKind() {
        assertThat(FailureKind.of(new Violation("no row is leased for ns-1/db/app: 12 after PT1M2.5S")))
                .isEqualTo(FailureKind.of(new Violation("no row is leased for ns-2/web-h48/setup: 7 after PT3H")));
        assertThat(FailureKind.of(new Violation("Deployment[digest=sha256:00af, version=v0, status=deployed]")))
                .isEqualTo(
                        FailureKind.of(new Violation("Deployment[digest=sha256:17cb, version=null, status=deployed]")))
                .isNotEqualTo(FailureKind.of(
                        new Violation("Deployment[digest=sha256:00af, version=v0, status=decommissioned]")));
        assertThat(FailureKind.of(new Violation("lost")))
                .isNotEqualTo(FailureKind.of(new IllegalStateException("lost")));
    }

    private Shrinker shrinker(Predicate<List<Step>> fails, int mostRuns) {
        return new Shrinker(
                scenario -> {
                    runs.incrementAndGet();
                    return Optional.of(KIND).filter(_ -> fails.test(scenario.steps()));
                },
                mostRuns,
                HOUR,
                () -> nanos);
    }

    /** Returns steps whose seeds are their numbers. */
    private static Scenario scenario(int size, SplittableRandom random) {
        return new Scenario(
                1,
                IntStream.range(0, size)
                        .mapToObj(i -> step(i, Duration.ofMillis(random.nextInt(10_000_000))))
                        .toList());
    }

    private static Step step(long number, Duration then) {
        return new Step(Action.CLUSTER, number, then);
    }

    private static List<Long> numbers(List<Step> steps) {
        return steps.stream().map(Step::seed).toList();
    }
}
