package io.deptracker.cluster;

import io.deptracker.outbox.control.ReadableKinds;
import io.deptracker.outbox.control.ReadableKinds.ReadableKind;
import java.util.HashSet;
import java.util.Set;

/**
 * The kinds that could be read at least once, in this run or an earlier one: while one of them is refused, the absence of its
 * objects means nothing. Used by one thread at a time.
 */
final class KindMemory implements KindListener {
    private final ClusterState state;
    private final ReadableKinds store;
    private final Runnable onChange;
    private final Set<ReadableKind> unsaved = new HashSet<>();
    private boolean loaded;

    /**
     * @param state learns what can be read
     * @param store keeps the kinds across restarts
     * @param onChange called whenever everything has to be compared, since the meaning of absent objects has changed
     */
    KindMemory(ClusterState state, ReadableKinds store, Runnable onChange) {
        this.state = state;
        this.store = store;
        this.onChange = onChange;
    }

    @Override
    public void readable(Kind kind, String namespace) {
        state.readable(kind, namespace);
        unsaved.add(new ReadableKind(kind.resource(), namespace));
        onChange.run();
    }

    @Override
    public void unreadable(Kind kind, String namespace) {
        state.unreadable(kind, namespace);
        onChange.run();
    }

    /**
     * Reads what earlier runs stored, and stores what is new; to be called before anything is compared.
     *
     * @throws io.deptracker.outbox.file.OutboxException if the file can't be read or written; it may be called again then
     */
    void synchronize() {
        if (!loaded) {
            Set<ReadableKind> known = store.read();
            for (Kind kind : Kind.values()) {
                known.stream()
                        .filter(stored -> stored.resource().equals(kind.resource()))
                        .forEach(stored -> state.readableBefore(kind, stored.namespace()));
            }
            unsaved.removeAll(known);
            loaded = true;
        }
        if (!unsaved.isEmpty()) {
            store.add(unsaved);
            unsaved.clear();
        }
    }
}
