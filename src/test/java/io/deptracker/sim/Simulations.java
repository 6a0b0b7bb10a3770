package io.deptracker.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Runs scenarios of consecutive seeds, several at a time, until they have lasted long enough. */
final class Simulations {
    private static final Duration PROGRESS = Duration.ofMinutes(1);

    private final Path folder;
    private final Duration length;
    private final Consumer<String> progress;

    /**
     * @param folder for the outboxes
     * @param length of each scenario
     * @param progress accepts a line in every minute
     */
    Simulations(Path folder, Duration length, Consumer<String> progress) {
        this.folder = folder;
        this.length = length;
        this.progress = progress;
        // Thousands of warnings are part of every scenario.
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.OFF);
    }

    Duration length() {
        return length;
    }

    /** Runs scenarios from a seed on, until they have lasted that long in total or so many of them have failed. */
    Summary run(long firstSeed, Duration total, int mostFailures) {
        var summary = new Summary(firstSeed);
        var next = new AtomicLong(firstSeed);
        int parallel = Runtime.getRuntime().availableProcessors();
        Thread[] threads = new Thread[parallel];
        for (int i = 0; i < parallel; i++) {
            threads[i] = Thread.ofPlatform().name("sim-" + i).start(() -> {
                while (summary.hours().compareTo(total) < 0
                        && summary.failures().size() < mostFailures) {
                    summary.add(run(Scenario.draw(next.getAndIncrement(), length)));
                }
            });
        }
        try {
            for (Thread thread : threads) {
                while (!thread.join(PROGRESS)) {
                    progress.accept(summary.progress());
                }
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
        return summary;
    }

    /** Runs one scenario. */
    Run run(Scenario scenario) {
        Path own = folder.resolve(
                "scenario-" + scenario.seed() + "-" + Thread.currentThread().threadId());
        try {
            Files.createDirectories(own);
            try {
                return Run.of(own, scenario);
            } finally {
                delete(own);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
