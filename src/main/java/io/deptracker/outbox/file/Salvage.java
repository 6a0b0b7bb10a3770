package io.deptracker.outbox.file;

import io.deptracker.outbox.file.OpenProgress.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A copier of rows from a corrupt outbox into a new one. It carries over every readable, possible row: environments,
 * deployments, the backlog, rows that were given up, and the small tables. Used by one thread.
 */
final class Salvage {
    /** Rows that GitHub has accepted or never needs are not carried over: the deployments contain what it has. */
    private static final List<String> FINISHED = List.of("delivered", "superseded");

    /** A limit: if a large part of a table is unreadable, trying each number in it would take too long. */
    private static final int MOST_FAILURES = 20_000;

    /** A page of the file holds fewer rows than this: it bounds the numbers if the greatest one is unreadable. */
    private static final int ROWS_A_PAGE = 64;

    private static final int PAGE_BYTES = 4096;
    private static final int REPORT_EVERY = 1000;
    /** The current names of columns by their names in earlier schemas. */
    private static final Map<String, String> RENAMED = Map.of(
            "parkings", "park_count",
            "doubted_name", "unconfirmed_name",
            "doubted_digest", "unconfirmed_digest",
            "doubted_version", "unconfirmed_version");

    private static final String NO_TEXT = "\uFFFD";

    /**
     * The result.
     *
     * @param carried the number of rows carried over, by table
     * @param leftOut the number of rows that were read but are impossible, by table
     * @param unreadable the number of ids or ranges of ids that could not be read, by table
     */
    record Report(Map<String, Integer> carried, Map<String, Integer> leftOut, Map<String, Integer> unreadable) {}

    private final Path corrupt;
    private final Tx into;
    private final RowCheck rowCheck;
    private final OpenProgress.Listener progress;
    private final Report report = new Report(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /**
     * @param corrupt the file, which is only read
     * @param into a transaction on the new file, whose schema is current
     * @param rowCheck decides which rows are possible
     * @param progress receives the progress
     */
    Salvage(Path corrupt, Tx into, RowCheck rowCheck, OpenProgress.Listener progress) {
        this.corrupt = corrupt;
        this.into = into;
        this.rowCheck = rowCheck;
        this.progress = progress;
    }

    Report report() {
        return report;
    }

    void run() {
        if (CompanionFiles.size(corrupt) == 0) {
            // SQLite would remove the log of an empty database.
            return;
        }
        try (Connection from = CorruptionCheck.readOnly(corrupt)) {
            List<Table> tables = into.list(FileSql.TABLES, row -> new Table(from, row.getString(1)));
            long total = tables.stream().mapToLong(table -> table.greatest).sum();
            long before = 0;
            progress.progressed(Phase.REBUILDING, 0, total);
            for (Table table : tables) {
                long done = before;
                table.carryOver(number -> progress.progressed(Phase.REBUILDING, done + number, total));
                before += table.greatest;
            }
        } catch (SQLException beyondReading) {
            // Not even the list of tables is readable: reconciling with the cluster finds what runs.
            report.unreadable().merge("file", 1, Integer::sum);
        }
    }

    /** One table. Its rows are read by id; a range that cannot be read at once is split in halves. */
    private final class Table {
        private final Connection from;
        private final String name;
        private final List<String> columns;
        /** The greatest id in use; if the end of the table is unreadable, an upper bound. */
        private final long greatest;

        private LongConsumer reached = number -> {};
        private int failures;
        private int read;
        /** The last id read in the current range. */
        private long last;

        Table(Connection from, String name) {
            this.from = from;
            this.name = name;
            this.columns = into.list(FileSql.COLUMNS, row -> row.getString(1), name);
            this.greatest = findGreatest();
        }

        void carryOver(LongConsumer progressed) {
            reached = progressed;
            stretch(1, greatest);
            reached.accept(greatest);
        }

        private void stretch(long first, long end) {
            if (first > end) {
                return;
            }
            if (failures >= MOST_FAILURES) {
                report.unreadable().merge(name, 1, Integer::sum);
                return;
            }
            last = first - 1;
            try (PreparedStatement rows = from.prepareStatement(
                    "SELECT * FROM " + name + " NOT INDEXED WHERE id BETWEEN ? AND ? ORDER BY id")) {
                rows.setLong(1, first);
                rows.setLong(2, end);
                try (ResultSet row = rows.executeQuery()) {
                    while (row.next()) {
                        // A corrupt page may have ids out of order: following them could loop for ever.
                        if (row.getLong("id") > last) {
                            take(row);
                            last = row.getLong("id");
                            if (++read % REPORT_EVERY == 0) {
                                reached.accept(last);
                            }
                        }
                    }
                }
            } catch (SQLException unreadable) {
                failures++;
                long next = Math.max(first, last + 1);
                if (next >= end) {
                    report.unreadable().merge(name, 1, Integer::sum);
                    return;
                }
                long middle = next + (end - next) / 2;
                stretch(next, middle);
                stretch(middle + 1, end);
            }
        }

        private void take(ResultSet row) throws SQLException {
            if (name.equals("outbox") && FINISHED.contains(row.getString("state"))) {
                return;
            }
            List<String> names = new ArrayList<>();
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                String column = row.getMetaData().getColumnName(i);
                String target = RENAMED.getOrDefault(column, column);
                if (columns.contains(target)) {
                    names.add(target);
                    values.add(row.getObject(i));
                }
            }
            boolean possible = !garbled(names, values) && insert(names, values) && isPossible(row.getLong("id"));
            (possible ? report.carried() : report.leftOut()).merge(name, 1, Integer::sum);
        }

        /** Reads the row from the new file, whose schema is known; removes it again if it is impossible. */
        private boolean isPossible(long id) {
            try {
                into.first("SELECT * FROM " + name + " WHERE id = ?", this::check, id);
                return true;
            } catch (RuntimeException impossible) {
                into.update("DELETE FROM " + name + " WHERE id = ?", id);
                return false;
            }
        }

        private boolean check(ResultSet row) throws SQLException {
            rowCheck.check(name, row);
            return true;
        }

        /**
         * Checks for bytes that are not text. Errors are exempt: they quote others' text, which may contain U+FFFD itself.
         */
        private static boolean garbled(List<String> names, List<@Nullable Object> values) {
            for (int i = 0; i < values.size(); i++) {
                if (!names.get(i).equals("last_error")
                        && values.get(i) instanceof String text
                        && text.contains(NO_TEXT)) {
                    return true;
                }
            }
            return false;
        }

        private boolean insert(List<String> names, List<@Nullable Object> values) {
            try {
                into.update(
                        "INSERT INTO %s (%s) VALUES (%s)"
                                .formatted(
                                        name,
                                        String.join(", ", names),
                                        String.join(
                                                ", ",
                                                names.stream().map(any -> "?").toList())),
                        values.toArray());
                return true;
            } catch (OutboxException refused) {
                if (SqliteFault.of(refused).filter(SqliteFault.REFUSED::equals).isPresent()) {
                    return false;
                }
                throw refused;
            }
        }

        private long findGreatest() {
            long found = number("SELECT id FROM " + name + " NOT INDEXED ORDER BY id DESC LIMIT 1");
            if (found > 0) {
                return found;
            }
            long pages = (CompanionFiles.size(corrupt) + CompanionFiles.size(CompanionFiles.of(corrupt, "-wal")))
                    / PAGE_BYTES;
            return Math.max(number("SELECT seq FROM sqlite_sequence WHERE name = '" + name + "'"), pages * ROWS_A_PAGE);
        }

        private long number(String sql) {
            try (var statement = from.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                return row.next() ? row.getLong(1) : 0;
            } catch (SQLException unreadable) {
                return 0;
            }
        }
    }
}
