package io.deptracker.standin.cluster;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sink that writes into an {@link ApiServerStandIn}. */
public final class StandInSink implements ObjectSink {
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final ApiServerStandIn server;

    public StandInSink(ApiServerStandIn server) {
        this.server = server;
    }

    @Override
    public void put(HasMetadata object) {
        server.put(object.getPlural(), json(object));
    }

    @Override
    public void delete(HasMetadata object) {
        server.delete(object.getPlural(), json(object));
    }

    private ObjectNode json(HasMetadata object) {
        return (ObjectNode) JsonMapper.shared().readTree(serialization.asJson(object));
    }
}
