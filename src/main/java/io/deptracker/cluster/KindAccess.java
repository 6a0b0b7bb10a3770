package io.deptracker.cluster;

import java.util.HashSet;
import java.util.Set;

/**
 * The readable kinds by namespace, and those that were readable at some time. A kind is readable unless it was marked
 * as unreadable. Not safe for several threads.
 */
final class KindAccess {
    private static final String EVERYWHERE = "";

    private final Set<Scoped> unreadable = new HashSet<>();
    private final Set<Scoped> readableBefore = new HashSet<>();

    /** A kind in a namespace, or in all namespaces if it is empty. */
    private record Scoped(Kind kind, String namespace) {}

    /** Marks a kind as unreadable. */
    void unreadable(Kind kind, String namespace) {
        unreadable.add(new Scoped(kind, namespace));
    }

    /** Marks a kind as readable: all its objects were listed. */
    void readable(Kind kind, String namespace) {
        unreadable.remove(new Scoped(kind, namespace));
        readableBefore(kind, namespace);
    }

    /** Records that a kind was readable at some time, maybe in an earlier run. */
    void readableBefore(Kind kind, String namespace) {
        readableBefore.add(new Scoped(kind, namespace));
    }

    /** Returns whether a kind is unreadable now in a namespace. */
    boolean isUnreadable(Kind kind, String namespace) {
        return contains(unreadable, kind, namespace);
    }

    /**
     * Returns whether a kind is unreadable now and never was readable: only pods provide information on its objects.
     */
    boolean isNeverReadable(Kind kind, String namespace) {
        return isUnreadable(kind, namespace) && !contains(readableBefore, kind, namespace);
    }

    private static boolean contains(Set<Scoped> scopes, Kind kind, String namespace) {
        return scopes.contains(new Scoped(kind, EVERYWHERE)) || scopes.contains(new Scoped(kind, namespace));
    }
}
