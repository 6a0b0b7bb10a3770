package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;

/** The namespaces, as their informer sees them. */
final class NamespaceStore extends ReducedStore<Namespace> {
    static final String PLURAL = "namespaces";

    private final Namespaces namespaces;

    NamespaceStore(Namespaces namespaces) {
        super(_ -> true);
        this.namespaces = namespaces;
    }

    @Override
    boolean store(Namespace namespace) {
        var metadata = namespace.getMetadata();
        return namespaces.put(metadata.getName(), Annotations.optsOut(metadata));
    }

    @Override
    boolean drop(String noNamespace, String name) {
        return namespaces.remove(name);
    }

    @Override
    boolean contains(String noNamespace, String name) {
        return namespaces.contains(name);
    }

    @Override
    List<String> keys() {
        return namespaces.names().stream().map(name -> "/" + name).toList();
    }

    @Override
    Namespace empty() {
        return new Namespace();
    }
}
