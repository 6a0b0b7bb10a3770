package io.deptracker.outbox.file;

import java.util.Optional;

/**
 * The text of the lock file, a line for each fact.
 *
 * @param holder the controller that holds the outbox, or held it last
 * @param wasOutbox whether there was an outbox beside the lock file: that tells a corrupt one from a file that was never ours
 * @param schema the schema that the holder brought the outbox to; empty if none is noted. It is readable where the file
 *     itself is not
 */
record LockText(String holder, boolean wasOutbox, Optional<String> schema) {
    /** There is no lock file. */
    static final LockText NONE = new LockText("another process", false, Optional.empty());

    private static final String MARK = "the file beside this one is an outbox";
    private static final String SCHEMA = "schema ";

    static LockText parse(String text) {
        return new LockText(
                text.lines().findFirst().filter(line -> !line.isBlank()).orElse(NONE.holder),
                text.contains(MARK),
                text.lines()
                        .filter(line -> line.matches(SCHEMA + "\\d+(\\.\\d+)*"))
                        .map(line -> line.substring(SCHEMA.length()))
                        .findFirst());
    }

    @Override
    public String toString() {
        return holder
                + "\n"
                + (wasOutbox ? MARK + "\n" : "")
                + schema.map(version -> SCHEMA + version + "\n").orElse("");
    }
}
