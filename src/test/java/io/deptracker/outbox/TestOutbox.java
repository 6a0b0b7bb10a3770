package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.upkeep.Confirmations;
import io.deptracker.testing.SettableClock;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An outbox file with the components that use it, on a clock that tests set. */
public final class TestOutbox implements AutoCloseable {
    public static final Duration LEASE_TIME = Duration.ofMinutes(2);
    public static final Duration MINUTE = Duration.ofMinutes(1);

    public final SettableClock clock = new SettableClock();
    /** The number of callbacks after a row was added. */
    public final AtomicInteger owed = new AtomicInteger();

    private final AtomicLong tokens = new AtomicLong();
    private final Path path;
    private OutboxFile file;

    public TestOutbox(Path folder) {
        path = folder.resolve("outbox.db");
        file = Outbox.open(path);
    }

    public OutboxFile file() {
        return file;
    }

    public LeaseQueue queue() {
        return new LeaseQueue(file, clock, LEASE_TIME, () -> "token-" + tokens.incrementAndGet());
    }

    public CommitResult commit(DesiredState... states) {
        return commit(List.of(states));
    }

    public CommitResult commit(List<DesiredState> states) {
        return new Intake(file, clock, owed::incrementAndGet).commit(states, _ -> true);
    }

    /** Leases the rows of one call. */
    public List<Lease> lease() {
        return queue().lease(1000).leases();
    }

    /** Leases the only row that is due. */
    public Lease leaseOne() {
        List<Lease> leases = lease();
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    /** Settles leases and asserts that none was lost. */
    public List<AppliedTransition> settle(Transition... transitions) {
        return settle(List.of(transitions));
    }

    public List<AppliedTransition> settle(List<? extends Transition> transitions) {
        List<AppliedTransition> applied = queue().settle(transitions);
        assertThat(applied).as("lost leases").noneMatch(each -> each.result() == AppliedTransition.Result.LEASE_LOST);
        return applied;
    }

    /** Enqueues the confirmations that are due; returns their number. */
    public int confirm() {
        return new Confirmations(file, clock).run();
    }

    /** Leases and delivers all due rows. */
    public void deliverAll() {
        for (List<Lease> leases = lease(); !leases.isEmpty(); leases = lease()) {
            settle(leases.stream().map(Transition.Deliver::new).toList());
        }
    }

    public List<Row> rows() {
        return file.read(tx -> tx.list(Row.ALL, Row::read));
    }

    public Row row(long id) {
        return rows().stream().filter(row -> row.id() == id).findFirst().orElseThrow();
    }

    /** Returns the newest row. */
    public Row newest() {
        return rows().getLast();
    }

    public List<String> brief() {
        return rows().stream().map(Row::brief).toList();
    }

    /** Runs a test's own change. */
    public int sql(String sql) {
        return file.write(tx -> tx.update(sql));
    }

    /** Runs a change on a connection that does not enforce foreign keys. */
    public void withoutReferences(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    /** Returns the first column of a query. */
    public List<String> texts(String sql) {
        return file.read(tx -> tx.list(sql, row -> String.valueOf(row.getString(1))));
    }

    /** Closes the file as an orderly stop does and opens it again. */
    public void reopen() {
        file.close();
        file = Outbox.open(path);
    }

    @Override
    public void close() {
        file.close();
    }
}
