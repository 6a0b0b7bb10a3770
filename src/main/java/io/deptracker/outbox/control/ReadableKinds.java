package io.deptracker.outbox.control;

import io.deptracker.outbox.file.OutboxFile;
import java.util.HashSet;
import java.util.Set;

/** The kinds of objects that could be read at least once, kept in the outbox across restarts. Safe for many threads. */
public final class ReadableKinds {

    /**
     * A kind and where it could be read.
     *
     * @param resource its plural and, behind a dot, its group
     * @param namespace the namespace; empty for all
     */
    public record ReadableKind(String resource, String namespace) {}

    private final OutboxFile file;

    public ReadableKinds(OutboxFile file) {
        this.file = file;
    }

    /** Returns all of them. */
    public Set<ReadableKind> read() {
        return new HashSet<>(file.read(tx -> tx.list(
                ControlSql.READABLE_KINDS,
                row -> new ReadableKind(row.getString("resource"), row.getString("namespace")))));
    }

    /** Adds kinds; those that are there already stay. */
    public void add(Set<ReadableKind> kinds) {
        file.write(tx -> {
            int added = 0;
            for (ReadableKind kind : kinds) {
                added += tx.update(ControlSql.ADD_READABLE_KIND, kind.resource(), kind.namespace());
            }
            return added;
        });
    }
}
