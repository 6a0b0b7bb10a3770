package io.deptracker.cluster;

import java.util.HashSet;
import java.util.Set;

/**
 * Which kinds can be read, by namespace, and which could be read at some time. What is not noted as unreadable is readable.
 * Not safe for several threads.
 */
final class KindAccess {
    private static final String EVERYWHERE = "";

    private final Set<Scoped> unreadable = new HashSet<>();
    private final Set<Scoped> readableBefore = new HashSet<>();

    /** A kind in a namespace, or in all if that is empty. */
    private record Scoped(Kind kind, String namespace) {}

    /** Notes that a kind is refused. */
    void unreadable(Kind kind, String namespace) {
        unreadable.add(new Scoped(kind, namespace));
    }

    /** Notes that all objects of a kind were listed. */
    void readable(Kind kind, String namespace) {
        unreadable.remove(new Scoped(kind, namespace));
        readableBefore(kind, namespace);
    }

    /** Notes that a kind could be read at some time, maybe by an earlier run. */
    void readableBefore(Kind kind, String namespace) {
        readableBefore.add(new Scoped(kind, namespace));
    }

    /** Returns whether a kind is refused now in a namespace. */
    boolean isUnreadable(Kind kind, String namespace) {
        return contains(unreadable, kind, namespace);
    }

    /** Returns whether a kind is refused now and could never be read: only pods tell of its objects. */
    boolean isNeverReadable(Kind kind, String namespace) {
        return isUnreadable(kind, namespace) && !contains(readableBefore, kind, namespace);
    }

    private static boolean contains(Set<Scoped> scopes, Kind kind, String namespace) {
        return scopes.contains(new Scoped(kind, EVERYWHERE)) || scopes.contains(new Scoped(kind, namespace));
    }
}
