package io.deptracker.demo;

import java.time.Duration;

/** The output of the demo, line by line, with the time since its start. */
final class Screen {
    private final long start = System.nanoTime();
    private boolean silent;
    private int steps;

    synchronized void step(String title, String... explanation) {
        steps++;
        print("");
        print("%d. %s".formatted(steps, title));
        for (String line : explanation) {
            print("   " + line);
        }
    }

    /** Prints an action or an event. */
    void happened(String where, String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        print("   %d:%02d  %-8s %s".formatted(since.toMinutes(), since.toSecondsPart(), where, what));
    }

    /** Returns a count with its noun. */
    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    synchronized void print(String line) {
        if (!silent) {
            System.out.println(line.stripTrailing());
        }
    }

    /** Prints the last line; later lines of running work are dropped. */
    synchronized void last(String line) {
        print("");
        print(line);
        silent = true;
    }
}
