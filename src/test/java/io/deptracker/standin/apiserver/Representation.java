package io.deptracker.standin.apiserver;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The form of the objects in a response: whole, or their metadata only. */
public enum Representation {
    WHOLE,
    METADATA;

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String META_API_VERSION = "meta.k8s.io/v1";

    /**
     * Returns the first media type that the server can serve, empty (406) if it can serve none. A list must be
     * requested as PartialObjectMetadataList, a watch or a single object as PartialObjectMetadata; the API server
     * refuses the other.
     */
    static Optional<Representation> accepted(String accept, boolean list, boolean knowsMetadata) {
        for (String mediaType : accept.split(",", -1)) {
            String compact = mediaType.replace(" ", "");
            if (!compact.contains(";as=")) {
                return Optional.of(WHOLE);
            }
            if (!knowsMetadata) {
                continue;
            }
            String kind = list ? "PartialObjectMetadataList" : "PartialObjectMetadata";
            if ((compact + ";").contains(";as=" + kind + ";") && compact.contains(";g=meta.k8s.io")) {
                return Optional.of(METADATA);
            }
        }
        // A server that does not know the parameters ignores them.
        return knowsMetadata ? Optional.empty() : Optional.of(WHOLE);
    }

    String apiVersion(ApiResource resource) {
        return this == WHOLE ? resource.apiVersion() : META_API_VERSION;
    }

    String kind(ApiResource resource) {
        return this == WHOLE ? resource.kind() : "PartialObjectMetadata";
    }

    ObjectNode object(ApiResource resource, ObjectNode object) {
        return this == WHOLE ? object : metadataOf(resource, object);
    }

    /** Returns an item of a list: typed items have no kind and API version, items of a metadata list have them. */
    ObjectNode item(ApiResource resource, ObjectNode object) {
        if (this == METADATA) {
            return object(resource, object);
        }
        ObjectNode item = object.deepCopy();
        item.remove("kind");
        item.remove("apiVersion");
        return item;
    }

    ObjectNode bookmark(ApiResource resource, long version) {
        ObjectNode bookmark = empty(resource);
        bookmark.putObject("metadata").put("resourceVersion", Long.toString(version));
        if (this == WHOLE && resource.kind().equals("Pod")) {
            // The API server writes the zero value of the type.
            bookmark.putObject("spec").putNull("containers");
            bookmark.putObject("status");
        }
        return bookmark;
    }

    private ObjectNode metadataOf(ApiResource resource, ObjectNode object) {
        ObjectNode metadata = empty(resource);
        metadata.set("metadata", object.path("metadata"));
        return metadata;
    }

    private ObjectNode empty(ApiResource resource) {
        return JSON.createObjectNode().put("kind", kind(resource)).put("apiVersion", apiVersion(resource));
    }
}
