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

/** The objects of the cluster, everything that ever happened to them, and the one version counter of it all. */
final class StoredObjects {
    /** A list of objects and the version it was true at. */
    record Snapshot(long version, List<ObjectNode> items) {}

    /** A version is older than what the server still remembers. */
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

    /** The version moves on too, as in a cluster where something always happens, so that whoever is up to date is too old as well. */
    synchronized void compact() {
        version++;
        oldest = version;
    }

    synchronized void lose(boolean on) {
        losing = on;
    }

    /** What was lost stays lost to every watch there is: they break, and their versions are too old. */
    synchronized void loseNoMore() {
        compact();
        watches.removeAll().forEach(watch -> watch.signals().addFirst(WatchSignal.End.DROPPED));
        losing = false;
    }

    /** Tells open watches once more of the newest changes. */
    synchronized void replay(ApiResource resource, int count) {
        List<WatchSignal.Change> all = log.stream()
                .filter(change -> change.resource().equals(resource))
                .toList();
        all.subList(Math.max(0, all.size() - count), all.size()).forEach(watches::tell);
    }

    synchronized void bookmark() {
        watches.tell(new WatchSignal.Bookmark(version));
    }

    /** Ends the watch after what it has yet to be sent and a bookmark: with nothing between that the client would miss. */
    synchronized void closeWatch(OpenWatch watch) {
        watches.remove(watch);
        watch.signals().add(new WatchSignal.Bookmark(version));
        watch.signals().add(WatchSignal.End.CLOSED);
    }

    /** Ends the watch after what it has yet to be sent, as when the time that it was asked for is over. */
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

    /** What happened after a version, with the watch told of all that comes later: nothing falls between. */
    synchronized List<WatchSignal.Change> openWatch(OpenWatch watch, long after) throws TooOld {
        if (after < oldest) {
            throw new TooOld(after, oldest);
        }
        watches.add(watch);
        return log.stream()
                .filter(change -> change.resource().equals(watch.resource()) && change.version() > after)
                .toList();
    }

    /** The objects there are, as if each had just been added, with the watch told of all that comes later. */
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

    /** A copy, since the caller may go on with its object, complete with what items of a list do not say. */
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
