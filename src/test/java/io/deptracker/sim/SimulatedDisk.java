package io.deptracker.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The disk of the outbox: it can be full, fail to write, and be the place where the process is killed. All else is
 * SQLite's own doing, on a real file.
 */
final class SimulatedDisk {
    private static final long UNLIMITED = 4_294_967_294L;

    /** The moment of a kill, relative to a commit. */
    enum Moment {
        BEFORE,
        AFTER
    }

    private final List<Connection> open = new CopyOnWriteArrayList<>();
    private boolean full;
    private int failures;
    private int commitsUntilKill;
    private Moment moment = Moment.BEFORE;
    private boolean dead;
    private boolean unobserved;

    /** Wraps the source of the connections of a new process. */
    DataSource connections(DataSource source) {
        return (DataSource) Proxy.newProxyInstance(
                SimulatedDisk.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, arguments) -> {
                    Object result = invoke(source, method, arguments);
                    return result instanceof Connection connection ? wrapped(connection) : result;
                });
    }

    private Connection wrapped(Connection connection) throws SQLException {
        open.add(connection);
        limit(connection);
        return (Connection) Proxy.newProxyInstance(
                SimulatedDisk.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection);
                        return null;
                    }
                    return invoke(connection, method, arguments);
                });
    }

    /** Runs something that is not the process's own doing: nothing goes wrong in it. */
    <T> T unobserved(Supplier<T> work) {
        unobserved = true;
        try {
            return work.get();
        } finally {
            unobserved = false;
        }
    }

    private void commit(Connection connection) throws SQLException {
        if (unobserved) {
            connection.commit();
            return;
        }
        if (dead) {
            throw new SQLException("the process was killed");
        }
        boolean isLast = commitsUntilKill > 0 && --commitsUntilKill == 0;
        if (isLast && moment == Moment.BEFORE) {
            die();
        }
        if (failures > 0) {
            failures--;
            throw new SQLiteException("[SQLITE_IOERR] disk I/O error (simulated)", SQLiteErrorCode.SQLITE_IOERR);
        }
        connection.commit();
        if (isLast) {
            die();
        }
    }

    private void die() {
        dead = true;
        throw new Crash();
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {

            throw thrown.getCause();
        }
    }

    /** Fills the disk, so that the file cannot grow, or makes room again. */
    void full(boolean isFull) {
        full = isFull;
        for (Connection connection : open) {
            try {
                if (!connection.isClosed()) {
                    limit(connection);
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private void limit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long pages = UNLIMITED;
            if (full) {
                try (var count = statement.executeQuery("PRAGMA page_count")) {
                    pages = Math.max(1, count.getLong(1));
                }
            }
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    /** Makes that many commits fail. */
    void fail(int commits) {
        failures = commits;
    }

    /** Kills the process at a commit from now on. */
    void killAt(int commits, Moment atMoment) {
        commitsUntilKill = commits;
        moment = atMoment;
    }

    /** Returns whether the process was killed at a commit. */
    boolean isDead() {
        return dead;
    }

    /**
     * Closes all connections of a process that was killed, as the kernel would. What is opened to close the rest works
     * again.
     */
    void kill() {
        dead = false;
        commitsUntilKill = 0;
        failures = 0;
        for (Connection connection : open) {
            try {
                connection.close();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
        open.clear();
    }

    /** Prepares for the next process; a full disk stays full. */
    void restart() {
        open.clear();
        dead = false;
        commitsUntilKill = 0;
    }
}
