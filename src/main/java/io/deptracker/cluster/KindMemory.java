package io.deptracker.cluster;

import io.deptracker.outbox.control.ReadableKinds;
import io.deptracker.outbox.control.ReadableKinds.ReadableKind;
import java.util.HashSet;
import java.util.Set;

/**
 * A persistent memory of the kinds that were readable at least once, in this run or an earlier one. While one of them
 * is refused, the absence of its objects means nothing. Used by one thread at a time.
 */
final class KindMemory implements KindListener {
    private final ClusterState state;
    private final ReadableKinds store;
    private final Runnable onChange;
    private final Set<ReadableKind> unsaved = new HashSet<>();
    private boolean loaded;

    /**
     * @param state accepts which kinds are readable
     * @param store keeps the kinds across restarts
     * @param onChange called when everything must be compared, since the meaning of absent objects has changed
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
     * Reads the kinds that earlier runs stored and stores new ones; to be called before anything is compared.
     *
     * @throws io.deptracker.outbox.file.OutboxException if the file cannot be read or written; the call can then be repeated
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
