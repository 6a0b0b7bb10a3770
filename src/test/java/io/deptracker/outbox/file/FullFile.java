package io.deptracker.outbox.file;

/** Makes an outbox file take no more than it holds, as a full volume does. */
public final class FullFile {
    private FullFile() {}

    /** No row of the outbox can be changed from now on. */
    public static void takesNoChange(OutboxFile file) {
        file.write(tx -> tx.update("""
                CREATE TRIGGER takes_no_change BEFORE UPDATE ON outbox BEGIN SELECT raise(ABORT, 'not now'); END"""));
    }

    /** The file cannot grow from now on; what is pruned makes room in it. */
    public static void noLargerThanNow(OutboxFile file) {
        file.write(tx -> {
            tx.pragma("PRAGMA incremental_vacuum");
            long pages = tx.number("PRAGMA page_count");
            return tx.number("PRAGMA max_page_count = " + pages);
        });
    }
}
