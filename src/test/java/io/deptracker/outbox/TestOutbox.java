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

/** An outbox file with all that acts on it, on a clock that tests move. */
public final class TestOutbox implements AutoCloseable {
    public static final Duration LEASE_TIME = Duration.ofMinutes(2);
    public static final Duration MINUTE = Duration.ofMinutes(1);

    public final SettableClock clock = new SettableClock();
    /** How often somebody was told that something is owed. */
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

    /** The leases of one call. */
    public List<Lease> lease() {
        return queue().lease(1000).leases();
    }

    /** The lease of the one row that is due. */
    public Lease leaseOne() {
        List<Lease> leases = lease();
        assertThat(leases).hasSize(1);
        return leases.getFirst();
    }

    /** Settles, and sees to it that no lease was lost. */
    public List<AppliedTransition> settle(Transition... transitions) {
        return settle(List.of(transitions));
    }

    public List<AppliedTransition> settle(List<? extends Transition> transitions) {
        List<AppliedTransition> applied = queue().settle(transitions);
        assertThat(applied).as("lost leases").noneMatch(each -> each.result() == AppliedTransition.Result.LEASE_LOST);
        return applied;
    }

    /** Enqueues what is to be confirmed by now, and says how many. */
    public int confirm() {
        return new Confirmations(file, clock).run();
    }

    /** Leases and delivers whatever is due. */
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

    /** The newest row. */
    public Row newest() {
        return rows().getLast();
    }

    public List<String> brief() {
        return rows().stream().map(Row::brief).toList();
    }

    /** Runs a change of the test's own. */
    public int sql(String sql) {
        return file.write(tx -> tx.update(sql));
    }

    /** The same over a connection that does not look at references. */
    public void withoutReferences(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    /** The first column of what a query gives. */
    public List<String> texts(String sql) {
        return file.read(tx -> tx.list(sql, row -> String.valueOf(row.getString(1))));
    }

    /** Closes the file as an orderly stop does, and opens it again. */
    public void reopen() {
        file.close();
        file = Outbox.open(path);
    }

    @Override
    public void close() {
        file.close();
    }
}
