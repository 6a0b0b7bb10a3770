package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import tools.jackson.databind.node.ObjectNode;

/** Pods with the minimum that tests of the stand-in need. */
public final class TestPods {
    private TestPods() {}

    public static ObjectNode pod(String namespace, String name) {
        return pod(namespace, name, "Pending");
    }

    public static ObjectNode pod(String namespace, String name, String phase) {
        ObjectNode pod = JSON.createObjectNode();
        ObjectNode metadata =
                pod.putObject("metadata").put("namespace", namespace).put("name", name);
        metadata.putObject("labels").put("app", name);
        pod.putObject("status").put("phase", phase);
        return pod;
    }
}
