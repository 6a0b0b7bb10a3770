package io.deptracker.standin.apiserver;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A signal to an open watch. */
sealed interface WatchSignal {
    /**
     * An object has changed.
     *
     * @param before the object as it was, null if it is new; selectors are applied to both
     */
    record Change(
            ApiResource resource,
            String type,
            ObjectNode object,
            @Nullable ObjectNode before,
            long version) implements WatchSignal {}

    /** Everything up to the version was sent. */
    record Bookmark(long version) implements WatchSignal {}

    /** The server gives up the watch, and reports the reason in the stream. */
    record Failed(ObjectNode status) implements WatchSignal {}

    /** The watch is over. */
    enum End implements WatchSignal {
        /** Properly, with the last chunk. */
        CLOSED,
        /** The connection breaks. */
        DROPPED,
        /** The connection breaks in the middle of an event. */
        CUT_OFF
    }
}
