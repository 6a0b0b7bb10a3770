package io.deptracker.sim;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;

/** Prints the settings of its JVM that a run must not depend on, and the hash of each run, one in each line. */
final class RunHashes {
    private static final Duration LENGTH = Duration.ofHours(12);

    private RunHashes() {}

    /** Accepts a folder for the outboxes and the seeds of the runs. */
    public static void main(String[] args) {
        System.out.println(settings());
        var simulations = new Simulations(Path.of(args[0]), LENGTH, System.out::println);
        Stream.of(args).skip(1).map(Long::valueOf).forEach(seed -> System.out.println(of(simulations, seed)));
    }

    static String settings() {
        return "%s %s %s"
                .formatted(
                        TimeZone.getDefault().getID(),
                        Charset.defaultCharset().name(),
                        Locale.getDefault().getLanguage());
    }

    /** Returns the hashes of the runs of scenarios with these seeds. */
    static List<String> of(Path folder, List<Long> seeds) {
        var simulations = new Simulations(folder, LENGTH, _ -> {});
        return seeds.stream().map(seed -> of(simulations, seed)).toList();
    }

    private static String of(Simulations simulations, long seed) {
        Run run = simulations.run(Scenario.draw(seed, LENGTH));
        return run.hash() + " " + run.outcome();
    }
}
