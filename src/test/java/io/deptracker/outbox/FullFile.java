package io.deptracker.outbox;

/** Makes an outbox file take no more than it holds, as a full volume does. */
public final class FullFile {
    private FullFile() {}

    /** The file cannot grow from now on; what is pruned makes room in it. */
    public static void noLargerThanNow(OutboxFile file) {
        file.write(tx -> {
            tx.pragma("PRAGMA incremental_vacuum");
            long pages = tx.number("PRAGMA page_count");
            return tx.number("PRAGMA max_page_count = " + pages);
        });
    }
}
