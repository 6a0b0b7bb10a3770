package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import tools.jackson.databind.node.ObjectNode;

/** The Status objects of an API server's error responses. */
final class Statuses {
    private Statuses() {}

    static ObjectNode failure(int code, String reason, String message) {
        ObjectNode status = JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }

    static ObjectNode forbidden(String user, String verb, ApiPath path) {
        ApiResource resource = path.resource();
        String scope =
                path.namespace() == null ? "at the cluster scope" : "in the namespace \"" + path.namespace() + "\"";
        String message = "%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
                .formatted(resource.qualifiedName(), user, verb, resource.plural(), resource.group(), scope);
        ObjectNode status = failure(403, "Forbidden", message);
        status.remove("code"); // Set last, so that it comes last.
        ObjectNode details = status.putObject("details");
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.plural());
        return status.put("code", 403);
    }

    static ObjectNode unauthorized() {
        return failure(401, "Unauthorized", "Unauthorized");
    }

    static ObjectNode tooOld(long asked, long oldest) {
        return failure(410, "Expired", "too old resource version: %d (%d)".formatted(asked, oldest));
    }

    static ObjectNode continueExpired() {
        return failure(
                410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
    }

    static ObjectNode notFound(String what) {
        return failure(404, "NotFound", what + " not found");
    }
}
