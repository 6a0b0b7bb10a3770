package io.deptracker.outbox.file;

import java.util.Optional;

/**
 * The text of the lock file, one line per fact.
 *
 * @param holder the controller that holds the outbox or held it last
 * @param wasOutbox whether there was an outbox next to the lock file: distinguishes a corrupt one from another program's file
 * @param schema the schema to which the holder upgraded the outbox, readable even if the outbox is not; empty if not recorded
 */
record LockText(String holder, boolean wasOutbox, Optional<String> schema) {
    /** The text if there is no lock file. */
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
