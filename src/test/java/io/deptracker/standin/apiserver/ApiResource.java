package io.deptracker.standin.apiserver;

import java.util.List;
import java.util.Optional;

/** A row of the table of resources that the stand-in serves; any other resource is answered with 404. */
record ApiResource(String group, String version, String plural, String kind, boolean namespaced) {
    /** The order breaks ties if recorded events share a version. */
    static final List<ApiResource> ALL = List.of(
            new ApiResource("", "v1", "namespaces", "Namespace", false),
            new ApiResource("apps", "v1", "deployments", "Deployment", true),
            new ApiResource("apps", "v1", "replicasets", "ReplicaSet", true),
            new ApiResource("apps", "v1", "statefulsets", "StatefulSet", true),
            new ApiResource("apps", "v1", "daemonsets", "DaemonSet", true),
            new ApiResource("", "v1", "replicationcontrollers", "ReplicationController", true),
            new ApiResource("batch", "v1", "cronjobs", "CronJob", true),
            new ApiResource("batch", "v1", "jobs", "Job", true),
            new ApiResource("", "v1", "pods", "Pod", true));

    static ApiResource named(String plural) {
        return ALL.stream()
                .filter(resource -> resource.plural.equals(plural))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a resource of the stand-in: " + plural));
    }

    static Optional<ApiResource> find(String apiVersion, String plural) {
        return ALL.stream()
                .filter(resource ->
                        resource.plural.equals(plural) && resource.apiVersion().equals(apiVersion))
                .findFirst();
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Returns the name in messages of the API server: {@code deployments.apps}, {@code pods}. */
    String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
