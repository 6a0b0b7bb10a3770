package io.deptracker.standin.apiserver;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The response to a watch: a line of JSON for each event, until the requested time is over. */
final class WatchStream {
    /** How often a blank is written: a server that does not write never notices that its client is gone. */
    private static final Duration PROBE = Duration.ofMillis(250);

    private static final long DEFAULT_SECONDS = 1800;

    private final StoredObjects objects;
    private final OpenWatch watch;
    private final Representation representation;
    private final Predicate<ObjectNode> selected;
    private final Query query;
    private final JsonMapper json;

    WatchStream(
            StoredObjects objects,
            ApiResource resource,
            Representation representation,
            Predicate<ObjectNode> selected,
            Query query,
            JsonMapper json) {
        this.objects = objects;
        this.watch = OpenWatch.of(resource);
        this.representation = representation;
        this.selected = selected;
        this.query = query;
        this.json = json;
    }

    /** Sends events; returns when the watch is properly over, throws if the connection is broken or is to break. */
    void run(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        try {
            begin(out);
            out.flush();
            follow(out);
        } catch (StoredObjects.TooOld tooOld) {
            line(out, "ERROR", Statuses.tooOld(tooOld.asked, tooOld.oldest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            objects.forgetWatch(watch);
        }
        exchange.close();
    }

    private void begin(OutputStream out) throws IOException, StoredObjects.TooOld {
        long after = query.number("resourceVersion", 0);
        if (after > 0 && !query.isOn("sendInitialEvents")) {
            List<WatchSignal.Change> missed = objects.openWatch(watch, after);
            for (WatchSignal.Change change : missed) {
                send(out, change);
            }
            return;
        }
        StoredObjects.Snapshot snapshot = objects.openWatch(watch);
        for (ObjectNode object : snapshot.items()) {
            if (selected.test(object)) {
                line(out, "ADDED", representation.object(watch.resource(), object));
            }
        }
        if (query.isOn("sendInitialEvents") && query.isOn("allowWatchBookmarks")) {
            ObjectNode bookmark = representation.bookmark(watch.resource(), snapshot.version());
            bookmark.withObject("metadata").putObject("annotations").put("k8s.io/initial-events-end", "true");
            line(out, "BOOKMARK", bookmark);
        }
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(query.number("timeoutSeconds", DEFAULT_SECONDS));
        boolean over = false;
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0 && !over) {
                over = true;
                objects.endWatch(watch);
            }
            @Nullable
            WatchSignal watchSignal =
                    watch.signals().poll(over ? 0 : Math.min(left, PROBE.toNanos()), TimeUnit.NANOSECONDS);
            switch (watchSignal) {
                case null -> out.write(' '); // A blank before the next line means nothing in JSON.
                case WatchSignal.Change change -> send(out, change);
                case WatchSignal.Bookmark bookmark -> send(out, bookmark);
                case WatchSignal.End.CLOSED -> {
                    return;
                }
                case WatchSignal.Failed failed -> {
                    line(out, "ERROR", failed.status());
                    return;
                }
                case WatchSignal.End.DROPPED -> throw new IOException("dropped");
                case WatchSignal.End.CUT_OFF -> {
                    out.write("{\"type\":\"MODIFIED\",\"object\":{\"kind\":".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    throw new IOException("cut off");
                }
            }
            out.flush();
        }
    }

    /**
     * Sends a change. To a client with a selector, an object that begins to match is added, and one that ceases to
     * match is deleted.
     */
    private void send(OutputStream out, WatchSignal.Change change) throws IOException {
        boolean matches = selected.test(change.object());
        boolean matched = change.before() != null && selected.test(change.before());
        boolean deleted = change.type().equals("DELETED");
        if (!matches && !matched) {
            return;
        }
        String type = deleted || !matches ? "DELETED" : matched ? "MODIFIED" : "ADDED";
        line(out, type, representation.object(watch.resource(), change.object()));
    }

    private void send(OutputStream out, WatchSignal.Bookmark bookmark) throws IOException {
        if (query.isOn("allowWatchBookmarks")) {
            line(out, "BOOKMARK", representation.bookmark(watch.resource(), bookmark.version()));
        }
    }

    private void line(OutputStream out, String type, ObjectNode object) throws IOException {
        ObjectNode event = json.createObjectNode().put("type", type);
        event.set("object", object);
        out.write((json.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
