package io.deptracker.outbox.control;

import io.deptracker.outbox.file.OutboxFile;
import java.util.HashSet;
import java.util.Set;

/** The store of the kinds of objects that were readable at least once; it survives restarts. Safe for many threads. */
public final class ReadableKinds {

    /**
     * A kind and the namespace in which it was readable.
     *
     * @param resource the plural and, after a dot, the group
     * @param namespace the namespace; empty for all
     */
    public record ReadableKind(String resource, String namespace) {}

    private final OutboxFile file;

    /** Creates the store in an outbox. */
    public ReadableKinds(OutboxFile file) {
        this.file = file;
    }

    /** Returns all readable kinds. */
    public Set<ReadableKind> read() {
        return new HashSet<>(file.read(tx -> tx.list(
                ControlSql.READABLE_KINDS,
                row -> new ReadableKind(row.getString("resource"), row.getString("namespace")))));
    }

    /** Adds kinds; existing ones are unchanged. */
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
