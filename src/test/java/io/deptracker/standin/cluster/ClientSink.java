package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sink that writes through a client into a mock server. Such a server assigns its own uids and creation timestamps,
 * and drops an object as soon as it is marked for deletion without a finalizer.
 */
public final class ClientSink implements ObjectSink {
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Map<String, String> givenUids = new HashMap<>();
    private final KubernetesClient client;

    public ClientSink(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void put(HasMetadata object) {
        HasMetadata sent = serialization.clone(object);
        for (OwnerReference owner : sent.getMetadata().getOwnerReferences()) {
            owner.setUid(givenUids.getOrDefault(owner.getUid(), owner.getUid()));
        }
        if (client.resource(sent).get() == null) {
            HasMetadata created = client.resource(sent).create();
            givenUids.put(object.getMetadata().getUid(), created.getMetadata().getUid());
        } else {
            client.resource(sent).update();
        }
    }

    @Override
    public void delete(HasMetadata object) {
        if (!object.getMetadata().getFinalizers().isEmpty()) {
            HasMetadata released = serialization.clone(object);
            released.getMetadata().setFinalizers(List.of());
            put(released);
        }
        client.resource(object).delete();
    }
}
