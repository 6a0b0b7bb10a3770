package io.deptracker.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All participants of the story, with ways to wait for a result and to check it. */
record Stage(
        Screen screen,
        DemoCluster cluster,
        DemoGitHub gitHub,
        DemoTracker tracker,
        DemoOutbox demoOutbox,
        List<String> faults) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final long LOOK_EVERY_MILLIS = 50;

    Stage(Screen screen, DemoCluster cluster, DemoGitHub gitHub, DemoTracker tracker, DemoOutbox demoOutbox) {
        this(screen, cluster, gitHub, tracker, demoOutbox, new ArrayList<>());
    }

    /** Prints a line, after everything that reached GitHub before. */
    void say(String where, String what) {
        gitHub.show();
        screen.happened(where, what);
    }

    void inCluster(String what) {
        say("cluster", what);
    }

    /** Prints the result. */
    void result(String what) {
        say("=", what);
    }

    /** Lets time pass while checking that the tracker runs. */
    void pass(Duration time) throws InterruptedException {
        Instant end = Instant.now().plus(time);
        waitFor(time.plus(time), () -> !Instant.now().isBefore(end));
    }

    /** Waits until GitHub shows what the cluster runs. */
    void awaitTruth() throws InterruptedException {
        var truth = cluster.truth();
        if (!waitFor(PATIENCE, () -> DemoComparison.of(truth, gitHub.view()).same())) {
            throw new DemoException("after %d s GitHub still differs from the cluster: %s"
                    .formatted(
                            PATIENCE.toSeconds(),
                            DemoComparison.of(truth, gitHub.view()).differences()));
        }
    }

    /** Waits until the tracker has compared everything that it saw, and a while longer for late calls. */
    void awaitQuiet() throws InterruptedException {
        waitFor(PATIENCE, () -> {
            try {
                return tracker.metric("deptracker_workloads_waiting") == 0;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
        pass(QUIET);
    }

    /** Waits for a condition; returns false if it did not come true. */
    boolean waitFor(Duration patience, BooleanSupplier come) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!come.getAsBoolean()) {
            tracker.requireAlive();
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        gitHub.show();
        return true;
    }

    /** Prints the content of the outbox. */
    void showOutbox() {
        say("outbox", demoOutbox.states() + "; its view 'backlog':");
        demoOutbox.backlog().forEach(row -> screen.happened("", "  " + row));
    }

    /** Prints how many calls were made since, and records a fault if the number is unexpected. */
    void expectCalls(int before, int expected, String why) {
        int made = gitHub.calls() - before;
        result("%s to GitHub: %s".formatted(Screen.count(made, "call"), why));
        if (made != expected) {
            fault("there were %s to GitHub, not %d".formatted(Screen.count(made, "call"), expected));
        }
    }

    void fault(String what) {
        say("WRONG", what);
        faults.add(what);
    }
}
