package io.deptracker.standin.apiserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The objects of the cluster, their whole history, and the one version counter for all of it. */
final class StoredObjects {
    /** A list of objects, and the version of the state that it shows. */
    record Snapshot(long version, List<ObjectNode> items) {}

    /** Thrown if a version is older than the server's history. */
    static final class TooOld extends Exception {
        private static final long serialVersionUID = 1L;
        final long asked;
        final long oldest;

        TooOld(long asked, long oldest) {
            super("too old resource version: %d (%d)".formatted(asked, oldest));
            this.asked = asked;
            this.oldest = oldest;
        }
    }

    private final Map<ApiResource, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
    private final List<WatchSignal.Change> log = new ArrayList<>();
    private final Watches watches;
    private long version = 1;
    private long oldest;
    private boolean losing;

    StoredObjects(Watches watches) {
        this.watches = watches;
        ApiResource.ALL.forEach(resource -> objects.put(resource, new TreeMap<>()));
    }

    synchronized void put(ApiResource resource, ObjectNode object, boolean keepVersion) {
        ObjectNode stored = stamped(resource, object, keepVersion);
        @Nullable ObjectNode before = objectsOf(resource).put(key(stored), stored);
        happened(resource, before == null ? "ADDED" : "MODIFIED", stored, before);
    }

    synchronized void delete(ApiResource resource, String namespace, String name) {
        @Nullable ObjectNode last = objectsOf(resource).get(key(namespace, name));
        if (last == null) {
            throw new IllegalArgumentException(
                    "no %s %s in namespace '%s'".formatted(resource.plural(), name, namespace));
        }
        delete(resource, last, false);
    }

    synchronized void delete(ApiResource resource, ObjectNode last, boolean keepVersion) {
        ObjectNode deleted = stamped(resource, last, keepVersion);
        @Nullable ObjectNode before = objectsOf(resource).remove(key(deleted));
        happened(resource, "DELETED", deleted, before);
    }

    synchronized Snapshot list(ApiResource resource, Predicate<ObjectNode> selected) {
        return new Snapshot(
                version, objectsOf(resource).values().stream().filter(selected).toList());
    }

    synchronized @Nullable ObjectNode get(ApiResource resource, @Nullable String namespace, String name) {
        return objectsOf(resource).get(key(namespace == null ? "" : namespace, name));
    }

    synchronized long newestVersion(ApiResource resource) {
        return log.stream()
                .filter(change -> change.resource().equals(resource))
                .mapToLong(change -> Long.parseLong(
                        change.object().path("metadata").path("resourceVersion").asString()))
                .max()
                .orElse(0);
    }

    synchronized long version() {
        return version;
    }

    synchronized void advanceTo(long atLeast) {
        version = Math.max(version, atLeast);
    }

    /**
     * Compacts the history. The version advances too, as in a busy cluster, so that even an up-to-date client is too
     * old.
     */
    synchronized void compact() {
        version++;
        oldest = version;
    }

    synchronized void lose(boolean on) {
        losing = on;
    }

    /**
     * Ends the loss of events. What was lost stays lost to every open watch: they break, and their versions are too
     * old.
     */
    synchronized void loseNoMore() {
        compact();
        watches.drop();
        losing = false;
    }

    /** Repeats the newest changes to open watches. */
    synchronized void replay(ApiResource resource, int count) {
        List<WatchSignal.Change> all = log.stream()
                .filter(change -> change.resource().equals(resource))
                .toList();
        all.subList(Math.max(0, all.size() - count), all.size()).forEach(watches::tell);
    }

    synchronized void bookmark() {
        watches.tell(new WatchSignal.Bookmark(version));
    }

    /** Ends the watch after its pending events and a bookmark, so that the client misses nothing in between. */
    synchronized void closeWatch(OpenWatch watch) {
        watches.remove(watch);
        watch.signals().add(new WatchSignal.Bookmark(version));
        watch.signals().add(WatchSignal.End.CLOSED);
    }

    /** Ends the watch after its pending events, as when the requested time is over. */
    synchronized void endWatch(OpenWatch watch) {
        watches.remove(watch);
        watch.signals().add(WatchSignal.End.CLOSED);
    }

    void forgetWatch(OpenWatch watch) {
        watches.remove(watch);
    }

    synchronized void closeWatches() {
        watches.removeAll().forEach(this::closeWatch);
    }

    /** Returns the changes after a version, and registers the watch for all later ones: none is lost in between. */
    synchronized List<WatchSignal.Change> openWatch(OpenWatch watch, long after) throws TooOld {
        if (after < oldest) {
            throw new TooOld(after, oldest);
        }
        watches.add(watch);
        return log.stream()
                .filter(change -> change.resource().equals(watch.resource()) && change.version() > after)
                .toList();
    }

    /** Returns the current objects as if each had just been added, and registers the watch for all later changes. */
    synchronized Snapshot openWatch(OpenWatch watch) {
        watches.add(watch);
        return list(watch.resource(), object -> true);
    }

    private void happened(ApiResource resource, String type, ObjectNode object, @Nullable ObjectNode before) {
        long at = Long.parseLong(object.path("metadata").path("resourceVersion").asString());
        WatchSignal.Change change = new WatchSignal.Change(resource, type, object, before, at);
        log.add(change);
        if (!losing) {
            watches.tell(change);
        }
    }

    /** Returns a copy, since the caller may modify its object, completed with what items of a list lack. */
    private ObjectNode stamped(ApiResource resource, ObjectNode object, boolean keepVersion) {
        ObjectNode whole = Representation.JSON
                .createObjectNode()
                .put("kind", resource.kind())
                .put("apiVersion", resource.apiVersion());
        whole.setAll(object.deepCopy());
        ObjectNode metadata = (ObjectNode) whole.required("metadata");
        if (keepVersion) {
            advanceTo(Long.parseLong(metadata.path("resourceVersion").asString()));
        } else {
            version++;
            metadata.put("resourceVersion", Long.toString(version));
        }
        return whole;
    }

    private NavigableMap<String, ObjectNode> objectsOf(ApiResource resource) {
        NavigableMap<String, ObjectNode> found = objects.get(resource);
        if (found == null) {
            throw new IllegalArgumentException("unknown resource " + resource);
        }
        return found;
    }

    private static String key(ObjectNode object) {
        return key(
                object.path("metadata").path("namespace").asString(""),
                object.path("metadata").path("name").asString());
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
