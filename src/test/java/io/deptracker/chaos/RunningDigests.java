package io.deptracker.chaos;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a cluster runs, read from its objects independently of the tracker.
 *
 * @param running the digest of each container by its name on GitHub
 */
record RunningDigests(Map<String, String> running) {
    static RunningDigests of(ApiServerStandIn server) {
        var workloads = new HashMap<String, String>();
        for (String between : List.of("replicasets", "jobs")) {
            server.objects(between)
                    .forEach(object -> workloads.put(
                            object.at("/metadata/uid").asString(),
                            object.at("/metadata/ownerReferences/0/name")
                                    .asString(object.at("/metadata/name").asString())));
        }
        var running = new TreeMap<String, String>();
        server.objects("pods").stream()
                .filter(RunningDigests::counts)
                .sorted(Comparator.comparing((ObjectNode pod) ->
                        pod.at("/metadata/creationTimestamp").asString()))
                .forEach(pod -> add(pod, workloads, running));
        return new RunningDigests(running);
    }

    private static boolean counts(ObjectNode pod) {
        String phase = pod.at("/status/phase").asString();
        return phase.equals("Running")
                || (phase.equals("Succeeded")
                        && pod.at("/metadata/ownerReferences/0/kind").asString().equals("Job"));
    }

    private static void add(ObjectNode pod, Map<String, String> workloads, Map<String, String> running) {
        JsonNode owner = pod.at("/metadata/ownerReferences/0");
        String workload = workloads.getOrDefault(
                owner.path("uid").asString(), owner.path("name").asString());
        for (JsonNode container : pod.at("/status/containerStatuses")) {
            String imageId = container.path("imageID").asString();
            running.put(
                    "%s/%s/%s"
                            .formatted(
                                    pod.at("/metadata/namespace").asString(),
                                    workload,
                                    container.path("name").asString()),
                    imageId.substring(imageId.indexOf('@') + 1));
        }
    }

    /** Returns the differences to GitHub's view. */
    List<String> differences(Map<String, ReceivedRecord> view) {
        var found = new ArrayList<String>();
        running.forEach((name, digest) -> {
            ReceivedRecord record = view.get(name);
            if (record == null
                    || !record.status().equals("deployed")
                    || !record.digest().equals(digest)) {
                found.add("%s runs %s, GitHub has %s".formatted(name, digest, record));
            }
        });
        view.forEach((name, record) -> {
            if (!running.containsKey(name) && record.status().equals("deployed")) {
                found.add("%s is gone, GitHub has %s".formatted(name, record));
            }
        });
        return found;
    }
}
