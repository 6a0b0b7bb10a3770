package io.deptracker.chaos;

import io.deptracker.chaos.PostMortem.Content;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.TrackerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A driver that leads one controller to a step, detects it there, and determines from the remains whether it was killed
 * in that step.
 */
final class KillPointDriver {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SLOW = Duration.ofMillis(300);
    private static final long GLANCE_NANOS = 200_000;
    private static final int LONGEST_LIFE_MILLIS = 4000;
    private static final int LONGEST_STOP_MILLIS = 400;
    private static final int MIGRATION_MILLIS = 40;
    private static final int MOST_CALLS_BEFORE = 6;
    private static final int MOST_SETTLED_BEFORE = 30;

    private interface Sight {
        boolean isThere() throws IOException, SQLException, InterruptedException;
    }

    private final KillPoint killPoint;
    private final GitHubStandIn github;
    private final Path file;
    private final PostMortem before;
    private final Random random;
    private final int callsBefore;
    private final AtomicReference<@Nullable Call> held = new AtomicReference<>();

    /**
     * @param killPoint the step
     * @param github the GitHub that the controller calls
     * @param file the controller's file
     * @param before the remains of its predecessor
     * @param random chooses the moment within the step
     */
    KillPointDriver(KillPoint killPoint, GitHubStandIn github, Path file, PostMortem before, Random random) {
        this.killPoint = killPoint;
        this.github = github;
        this.file = file;
        this.before = before;
        this.random = random;
        this.callsBefore = github.calls().size();
    }

    /** Prepares GitHub so that the step can be detected. To be called before the controller starts. */
    void prepare() {
        switch (killPoint) {
            case COMMITTED, STOPPING -> github.latency(SLOW);
            case CALLED -> hold(Reply.hang());
            case ACCEPTED -> hold(Reply.storeThen(Reply.hang()));
            case AT_RANDOM, MIGRATING, LEASED, SETTLED, PRUNING -> {}
        }
    }

    /** Withholds the response of each call after some calls. */
    private void hold(Reply reply) {
        var free = new AtomicInteger(random.nextInt(MOST_CALLS_BEFORE));
        github.answerWith(call -> {
            if (free.getAndDecrement() > 0) {
                return Optional.empty();
            }
            held.compareAndSet(null, call);
            return Optional.of(reply);
        });
    }

    /** Returns whether the controller should get ready first. */
    boolean late() {
        return switch (killPoint) {
            case STOPPING -> true;
            case COMMITTED, CALLED, ACCEPTED, SETTLED -> random.nextBoolean();
            // The first call of a process takes long enough for its lease to be seen, and it prunes when it starts.
            case LEASED, PRUNING, MIGRATING, AT_RANDOM -> false;
        };
    }

    /** Returns as soon as the step is detected. */
    void await(TrackerProcess tracker) throws IOException, SQLException, InterruptedException {
        switch (killPoint) {
            case AT_RANDOM -> tracker.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
            case MIGRATING -> {
                boolean begun = random.nextBoolean();
                Path seen = begun ? file.resolveSibling(file.getFileName() + "-wal") : file;
                see(tracker, () -> Files.exists(seen) && (!begun || Files.size(seen) > 0));
                tracker.endsWithin(Duration.ofMillis(random.nextInt(MIGRATION_MILLIS)));
            }
            case COMMITTED ->
                see(tracker, "SELECT count(*) > 0 FROM outbox WHERE state = 'pending' AND id > " + before.lastRow());
            case LEASED ->
                see(
                        tracker,
                        "SELECT count(*) > 0 FROM outbox WHERE state = 'leased' AND lease_token NOT IN (%s)"
                                .formatted(PostMortem.quoted(before.tokens())));
            case CALLED -> see(tracker, () -> held.get() != null);
            case ACCEPTED -> {
                see(tracker, () -> held.get() != null);
                see(tracker, () -> github.accepted().containsAll(held().records()));
            }
            case SETTLED ->
                see(
                        tracker,
                        "SELECT count(*) > %d FROM outbox WHERE state = 'delivered' AND finished_at > 1"
                                .formatted(before.in("delivered").size() + random.nextInt(MOST_SETTLED_BEFORE)));
            case PRUNING ->
                see(tracker, "SELECT count(*) < %d FROM outbox WHERE finished_at = 1".formatted(before.old()));
            case STOPPING -> {
                int logged = tracker.log().length();
                tracker.signal();
                see(tracker, () -> tracker.log().indexOf("\"msg\":\"stopping\"", logged) >= 0);
                tracker.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_STOP_MILLIS)));
            }
        }
    }

    private Call held() {
        Call call = held.get();
        if (call == null) {
            throw new AssertionError("no call was held");
        }
        return call;
    }

    private void see(TrackerProcess tracker, Sight sight) throws IOException, SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!sight.isThere()) {
            if (!tracker.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("never seen: %s; the log: %s".formatted(killPoint, tracker.log()));
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /**
     * Queries the file only once the controller has it open: otherwise the query would repair what the controller is to
     * repair.
     */
    private void see(TrackerProcess tracker, String sql) throws IOException, SQLException, InterruptedException {
        see(tracker, () -> tracker.status("/livez") != 0);
        see(tracker, () -> tracker.page("/metrics").contains("deptracker_outbox_rows"));
        try (var live = new LiveFile(file)) {
            see(tracker, () -> live.number(sql) == 1);
        }
    }

    /**
     * Returns whether the controller was killed in the step.
     *
     * @param after the controller's remains
     * @param ended how it ended; 0 if it was not killed at all
     */
    boolean wasHit(PostMortem after, int ended) {
        List<Call> calls = github.calls();
        return ended != 0
                && switch (killPoint) {
                    case AT_RANDOM, STOPPING -> true;
                    case MIGRATING -> after.file() && !after.migrated();
                    case COMMITTED -> !after.in("pending", before.lastRow()).isEmpty();
                    case LEASED -> {
                        Set<Content> leased = leased(after);
                        yield !leased.isEmpty()
                                && calls.subList(callsBefore, calls.size()).stream()
                                        .flatMap(call -> call.records().stream())
                                        .map(Content::of)
                                        .noneMatch(leased::contains);
                    }
                    case CALLED, ACCEPTED ->
                        held().records().stream().map(Content::of).allMatch(leased(after)::contains);
                    case SETTLED ->
                        after.in("delivered").size() > before.in("delivered").size();
                    case PRUNING -> after.old() > 0 && after.old() < before.old();
                };
    }

    /** Returns the rows that this controller itself had leased. */
    private Set<Content> leased(PostMortem after) {
        var contents = new HashSet<Content>();
        after.in("leased").stream()
                .filter(row -> row.token() != null && !before.tokens().contains(row.token()))
                .forEach(row -> contents.add(row.content()));
        return contents;
    }
}
