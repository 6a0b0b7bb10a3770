package io.deptracker.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All that takes part in the story, and the ways to wait for it and to judge it. */
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

    /** Says something, behind all that reached GitHub before. */
    void say(String where, String what) {
        gitHub.show();
        screen.happened(where, what);
    }

    void inCluster(String what) {
        say("cluster", what);
    }

    /** Says what came of it all. */
    void sumUp(String what) {
        say("=", what);
    }

    /** Lets time pass, and minds the tracker meanwhile. */
    void pass(Duration time) throws InterruptedException {
        Instant end = Instant.now().plus(time);
        waitFor(time.plus(time), () -> !Instant.now().isBefore(end));
    }

    /** Waits until GitHub shows what the cluster runs. */
    void awaitTruth() throws InterruptedException {
        var truth = cluster.truth();
        if (!waitFor(PATIENCE, () -> DemoComparison.of(truth, gitHub.view()).same())) {
            throw new DemoException("after %d s GitHub shows something else than the cluster runs: %s"
                    .formatted(
                            PATIENCE.toSeconds(),
                            DemoComparison.of(truth, gitHub.view()).differences()));
        }
    }

    /** Waits until the tracker has compared all that it saw, and a while longer for whatever might still come. */
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

    /** Waits for something; false where it did not come. */
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

    /** Says what the outbox holds. */
    void showOutbox() {
        say("outbox", demoOutbox.states() + "; owed, by its view 'backlog':");
        demoOutbox.backlog().forEach(row -> screen.happened("", "  " + row));
    }

    /** Says how many calls were made since, and minds if they are not as many as they should be. */
    void expectCalls(int before, int expected, String why) {
        int made = gitHub.calls() - before;
        sumUp("%s to GitHub: %s".formatted(Screen.count(made, "call"), why));
        if (made != expected) {
            fault("there were %s to GitHub, not %d".formatted(Screen.count(made, "call"), expected));
        }
    }

    void fault(String what) {
        say("WRONG", what);
        faults.add(what);
    }
}
