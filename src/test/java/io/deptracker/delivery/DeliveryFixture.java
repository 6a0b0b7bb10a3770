package io.deptracker.delivery;

import io.deptracker.outbox.DesiredState;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A controller in front of GitHub's stand-in, stepped by the test: when it must wait, the clock moves and no time
 * passes.
 */
final class DeliveryFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    static final String TOKEN = "ghs_one";

    /** More turns at one instant than any batch needs: the courier is in an endless loop. */
    private static final int MOST_TURNS = 100_000;

    final SettableClock clock = new SettableClock(START);
    final GitHubStandIn gitHub = GitHubStandIn.start(clock);
    private final Path folder;
    private int batchSize;
    private DeliveryController deliveryController;
    private int owed;
    private int others;

    DeliveryFixture(Path folder) {
        this(folder, 100);
    }

    DeliveryFixture(Path folder, int batchSize) {
        this.folder = folder;
        this.batchSize = batchSize;
        token(TOKEN);
        deliveryController = open();
    }

    private DeliveryController open() {
        return new DeliveryController(folder, gitHub.baseUrl(), clock, batchSize, Duration.ofSeconds(10));
    }

    /** Ends the controller and starts another on the same file. */
    void restart() {
        deliveryController.close();
        deliveryController = open();
    }

    void restart(int newBatchSize) {
        batchSize = newBatchSize;
        restart();
    }

    DeliveryController controller() {
        return deliveryController;
    }

    void token(String token) {
        try {
            Files.writeString(folder.resolve("token"), token);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Adds so many new deployments to the backlog, each of an image of its own. */
    void owe(int count) {
        deliveryController.intake.commit(
                IntStream.range(owed, owed + count)
                        .mapToObj(SampleRecords::deployed)
                        .toList(),
                _ -> true);
        owed += count;
    }

    void owe(DesiredState... states) {
        deliveryController.intake.commit(List.of(states), _ -> true);
    }

    /**
     * Lets GitHub accept a record of another deployment, so that it has accepted something when a verdict is reached.
     */
    void acceptOther() {
        owe(SampleRecords.deployed("other-" + others, 90_000 + others, "v1"));
        others++;
        runFor(Duration.ofMillis(1));
    }

    /** Returns the deployments that GitHub has, without those of {@link #acceptOther}. */
    Map<String, ReceivedRecord> view() {
        Map<String, ReceivedRecord> view = new TreeMap<>(gitHub.view());
        view.keySet().removeIf(name -> name.startsWith("other-"));
        return view;
    }

    /** Makes every call get that status from now on. */
    void failWith(int status) {
        answer(_ -> true, Reply.status(status, "{\"message\": \"so it is\"}"));
    }

    /** Makes calls that carry such a record get this reply from now on, and others the normal one. */
    void answer(Predicate<ReceivedRecord> guilty, Reply reply) {
        gitHub.answerWith(call -> call.records().stream().anyMatch(guilty) ? Optional.of(reply) : Optional.empty());
    }

    /** Turns until the backlog is empty, at most for a month. */
    void runUntilIdle() {
        run(clock.instant().plus(Duration.ofDays(30)), true);
    }

    /** Turns until that much time has passed. */
    void runFor(Duration time) {
        run(clock.instant().plus(time), false);
    }

    private void run(Instant end, boolean untilIdle) {
        int turns = 0;
        while (true) {
            Optional<Instant> lookAgain = deliveryController.courier.runOnce();
            if (lookAgain.isEmpty()) {
                continue;
            }
            if (untilIdle && owed() == 0) {
                return;
            }
            Instant at = lookAgain.get();
            if (!at.isBefore(end)) {
                clock.set(end);
                return;
            }
            if (++turns > MOST_TURNS || !at.isAfter(clock.instant())) {
                throw new AssertionError("stuck at " + clock.instant() + ", to look again at " + at + ": "
                        + query("SELECT * FROM backlog"));
            }
            clock.set(at);
        }
    }

    long owed() {
        return query("SELECT id FROM backlog").size();
    }

    /** Returns the names of the deployments with a row in that state, as an operator lists them. */
    List<String> names(String state) {
        return query("SELECT d.deployment_name FROM outbox o JOIN deployment d ON d.id = o.deployment_id"
                + " WHERE o.state = '" + state + "' ORDER BY d.deployment_name");
    }

    /** Returns the number of attempts charged to all rows together. */
    int attempts() {
        return Integer.parseInt(
                query("SELECT coalesce(sum(attempts), 0) FROM outbox").getFirst());
    }

    /** Returns the first column of each row. */
    List<String> query(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    /** Returns the record that GitHub has of that deployment. */
    ReceivedRecord stored(String name) {
        return Objects.requireNonNull(gitHub.view().get(name), name);
    }

    double counted(String name) {
        return deliveryController.registry.get(name).counter().count();
    }

    /** Returns the times of the calls so far, as seconds since the start. */
    List<Long> callSeconds() {
        return gitHub.calls().stream()
                .map(call -> Duration.between(START, call.at()).toSeconds())
                .toList();
    }

    /** Returns the number of records of each call so far. */
    List<Integer> callSizes() {
        return gitHub.calls().stream().map(call -> call.records().size()).toList();
    }

    /** Returns the calls that carried a record of that deployment. */
    List<Call> callsWith(String name) {
        return gitHub.calls().stream()
                .filter(call -> call.records().stream()
                        .anyMatch(record -> record.deploymentName().equals(name)))
                .toList();
    }

    /** Returns the time between each call and the next. */
    static List<Duration> distances(List<Call> calls) {
        var distances = new ArrayList<Duration>();
        for (int i = 1; i < calls.size(); i++) {
            distances.add(Duration.between(calls.get(i - 1).at(), calls.get(i).at()));
        }
        return distances;
    }

    @Override
    public void close() {
        deliveryController.close();
        gitHub.close();
    }
}
