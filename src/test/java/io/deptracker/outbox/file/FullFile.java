package io.deptracker.outbox.file;

/** An outbox file that cannot grow, as on a full volume. */
public final class FullFile {
    private FullFile() {}

    /** Prevents any further change of a row. */
    public static void takesNoChange(OutboxFile file) {
        file.write(tx -> tx.update("""
                CREATE TRIGGER takes_no_change BEFORE UPDATE ON outbox BEGIN SELECT raise(ABORT, 'not now'); END"""));
    }

    /** Prevents the file from growing; pruning frees space in it. */
    public static void noLargerThanNow(OutboxFile file) {
        file.write(tx -> {
            tx.pragma("PRAGMA incremental_vacuum");
            long pages = tx.number("PRAGMA page_count");
            return tx.number("PRAGMA max_page_count = " + pages);
        });
    }
}
