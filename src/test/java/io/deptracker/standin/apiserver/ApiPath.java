package io.deptracker.standin.apiserver;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parsed request path: a collection, in one namespace or in all, or one object of it. */
record ApiPath(
        ApiResource resource,
        @Nullable String namespace,
        @Nullable String name) {

    static Optional<ApiPath> parse(String path) {
        List<String> segments = List.of(path.substring(1).split("/", -1));
        if (segments.size() > 2 && segments.getFirst().equals("api")) {
            return parse(segments.get(1), segments.subList(2, segments.size()));
        }
        if (segments.size() > 3 && segments.getFirst().equals("apis")) {
            return parse(segments.get(1) + "/" + segments.get(2), segments.subList(3, segments.size()));
        }
        return Optional.empty();
    }

    private static Optional<ApiPath> parse(String apiVersion, List<String> rest) {
        boolean inNamespace = rest.size() > 2 && rest.getFirst().equals("namespaces");
        @Nullable String namespace = inNamespace ? rest.get(1) : null;
        List<String> target = inNamespace ? rest.subList(2, rest.size()) : rest;
        if (target.size() > 2) {
            return Optional.empty();
        }
        @Nullable String name = target.size() == 2 ? target.get(1) : null;
        return ApiResource.find(apiVersion, target.getFirst())
                .filter(resource -> resource.namespaced() ? inNamespace || name == null : !inNamespace)
                .map(resource -> new ApiPath(resource, namespace, name));
    }
}
