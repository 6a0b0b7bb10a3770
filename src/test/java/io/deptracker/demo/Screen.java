package io.deptracker.demo;

import java.time.Duration;

/** What the demo says, line by line, with the time since its start. */
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

    /** Something that was done, or that happened. */
    void happened(String where, String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        print("   %d:%02d  %-8s %s".formatted(since.toMinutes(), since.toSecondsPart(), where, what));
    }

    /** A number of things, in words. */
    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    synchronized void print(String line) {
        if (!silent) {
            System.out.println(line.stripTrailing());
        }
    }

    /** Says a last thing; whatever is under way has nothing to say any more. */
    synchronized void last(String line) {
        print("");
        print(line);
        silent = true;
    }
}
