package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** A sink for the objects of a {@link MiniCluster}. */
public interface ObjectSink {
    /** Creates or replaces an object, with its status. */
    void put(HasMetadata object);

    void delete(HasMetadata object);
}
