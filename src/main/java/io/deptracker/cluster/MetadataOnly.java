package io.deptracker.cluster;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An interceptor that requests only the metadata of owners and namespaces, so that their specs are not transferred
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/, "metadata-only"). A server without this feature
 * responds with whole objects, from which the same fields are kept.
 */
final class MetadataOnly implements Interceptor {
    private static final String LIST =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String WATCH = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    private static final List<String> RESOURCES = Stream.concat(
                    Arrays.stream(Kind.values()).map(Kind::plural), Stream.of(NamespaceStore.PLURAL))
            .toList();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        URI uri = request.uri();
        if (RESOURCES.stream().anyMatch(plural -> uri.getPath().endsWith("/" + plural))) {
            boolean watch = String.valueOf(uri.getQuery()).contains("watch=true");
            builder.setHeader("Accept", watch ? WATCH : LIST);
        }
    }
}
