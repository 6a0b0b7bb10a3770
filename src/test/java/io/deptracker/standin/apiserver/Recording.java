package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A recording of a real API server during a story, to be replayed event by event. */
public final class Recording {
    private record Event(String resource, String type, ObjectNode object) {
        long version() {
            return Long.parseLong(
                    object.path("metadata").path("resourceVersion").asString());
        }
    }

    private final Map<String, ObjectNode> lists;
    private final Queue<Event> events;

    private Recording(Map<String, ObjectNode> lists, List<Event> events) {
        this.lists = lists;
        this.events = new ArrayDeque<>(events);
    }

    /**
     * Returns the recording of a story.
     *
     * @param story its folder under the test resource {@code recordings}
     */
    public static Recording of(String story) {
        Map<String, ObjectNode> lists = new LinkedHashMap<>();
        List<Event> events = new ArrayList<>();
        for (ApiResource resource : ApiResource.ALL) {
            @Nullable String list = read(story, resource.plural() + ".list.json");
            if (list != null) {
                lists.put(resource.plural(), (ObjectNode) JSON.readTree(list));
            }
            @Nullable String watch = read(story, resource.plural() + ".watch.jsonl");
            if (watch != null) {
                watch.lines()
                        .map(JSON::readTree)
                        .filter(line -> !line.path("type").asString().equals("BOOKMARK"))
                        .map(line -> new Event(
                                resource.plural(), line.path("type").asString(), (ObjectNode) line.required("object")))
                        .forEach(events::add);
            }
        }
        if (lists.isEmpty()) {
            throw new IllegalArgumentException("no recording of " + story);
        }
        // The sort is stable, so the table of resources breaks ties.
        events.sort(Comparator.comparingLong(Event::version));
        return new Recording(lists, events);
    }

    /** Stores the objects that existed when the story began. */
    public void loadInto(ApiServerStandIn server) {
        lists.forEach((resource, list) -> {
            for (JsonNode item : list.path("items")) {
                server.putAsRecorded(resource, (ObjectNode) item);
            }
        });
        // The lists were taken one after another; every event after the first of them is replayed.
        lists.values().stream()
                .mapToLong(list -> Long.parseLong(
                        list.path("metadata").path("resourceVersion").asString()))
                .min()
                .ifPresent(server::advanceTo);
    }

    public boolean hasNext() {
        return !events.isEmpty();
    }

    /** Replays the next event, with the recorded object and version. */
    public RecordedEvent next(ApiServerStandIn server) {
        Event event = events.remove();
        switch (event.type) {
            case "ADDED", "MODIFIED" -> server.putAsRecorded(event.resource, event.object);
            case "DELETED" -> server.deleteAsRecorded(event.resource, event.object);
            default -> throw new IllegalStateException("unknown type of event: " + event.type);
        }
        JsonNode metadata = event.object.path("metadata");
        return new RecordedEvent(
                event.resource,
                event.type,
                metadata.path("namespace").asString(""),
                metadata.path("name").asString(),
                event.version());
    }

    public void playAll(ApiServerStandIn server) {
        while (hasNext()) {
            next(server);
        }
    }

    private static @Nullable String read(String story, String file) {
        try (InputStream in = Recording.class.getResourceAsStream("/recordings/" + story + "/" + file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
