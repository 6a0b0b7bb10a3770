package io.deptracker.standin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what the controllers of the mini cluster write on their objects with what the real ones wrote in the
 * recordings: labels, their own annotations, owners, restart policies.
 */
class ControllerLabelsTest {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static final JsonMapper JSON = new JsonMapper();

    /** The labels of the recorded workloads' own templates; every other label is a controller's. */
    private static final Set<String> OF_TEMPLATES = Set.of("app", "tier", "track");

    private static final String LEFT_BEHIND = "example.com/left-behind";

    private final Map<String, Set<String>> written = new TreeMap<>();
    private final MiniCluster cluster = new MiniCluster(
            new ObjectSink() {
                @Override
                public void put(HasMetadata object) {
                    note(written, object);
                }

                @Override
                public void delete(HasMetadata object) {}
            },
            Clock.systemUTC());

    @Test
    void everythingTheyMakeLooksAsTheRealOnesMakeIt() throws Exception {
        cluster.deployment("shop", "web", 2, Map.of("app", "ghcr.io/lab-org/web:v1"));
        cluster.rollout("shop", "web", "app", "ghcr.io/lab-org/web:v2");
        cluster.rollout("shop", "web", "app", "ghcr.io/lab-org/web:v1");
        cluster.statefulSet("shop", "db", 2, Map.of("db", "postgres:17.1"));
        cluster.daemonSet("shop", "agent", 2, Map.of("agent", "ghcr.io/lab-org/agent:1"));
        cluster.job("shop", "import", "ghcr.io/lab-org/import:1");
        cluster.cronJob("shop", "nightly", "ghcr.io/lab-org/report:1");
        cluster.runCronJob("shop", "nightly");

        Map<String, Set<String>> recorded = new TreeMap<>();
        for (String story : List.of("rollout", "kinds", "jobs", "partition", "takenback")) {
            for (String resource : List.of("pods", "replicasets", "jobs")) {
                objects(story, resource).forEach(object -> note(recorded, object));
            }
        }
        assertThat(written.keySet()).as("kinds of objects created").isNotEmpty();
        written.forEach((what, looks) ->
                assertThat(looks).as(what).isEqualTo(Objects.requireNonNull(recorded.get(what), what)));
    }

    @Test
    void aReplicaSetKeepsWhatWasRemovedFromItsDeployment() {
        cluster.deployment("shop", "web", 1, Map.of("app", "ghcr.io/lab-org/web:v1"));
        cluster.annotate("Deployment", "shop", "web", Map.of(LEFT_BEHIND, "blue"));
        written.clear();
        cluster.annotate("Deployment", "shop", "web", Map.of());
        assertThat(written.get("ReplicaSet of Deployment")).contains("annotation " + LEFT_BEHIND);
    }

    private static void note(Map<String, Set<String>> looks, HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        if (metadata.getOwnerReferences().isEmpty()) {
            return;
        }
        OwnerReference owner = metadata.getOwnerReferences().getFirst();
        Set<String> of = looks.computeIfAbsent(object.getKind() + " of " + owner.getKind(), _ -> new TreeSet<>());
        of.add("owner " + owner.getApiVersion() + " controller " + owner.getController());
        metadata.getLabels().keySet().stream()
                .filter(label -> !OF_TEMPLATES.contains(label))
                .forEach(label -> of.add("label " + label));
        if (!object.getKind().equals("Pod")) {
            metadata.getAnnotations().keySet().stream()
                    .filter(name -> name.startsWith("deployment.kubernetes.io/")
                            || name.startsWith("batch.kubernetes.io/")
                            || name.equals(LEFT_BEHIND))
                    .forEach(name -> of.add("annotation " + name));
        }
        if (object instanceof Pod pod) {
            of.add("restarts " + pod.getSpec().getRestartPolicy());
            pod.getStatus().getContainerStatuses().forEach(status -> {
                of.add("container has an ID: " + (status.getContainerID() != null));
                of.add("image ID has a repository: " + status.getImageID().contains("@sha256:"));
            });
        }
    }

    private static List<HasMetadata> objects(String story, String resource) throws Exception {
        String file = "/recordings/" + story + "/" + resource + ".watch.jsonl";
        try (var in = Objects.requireNonNull(ControllerLabelsTest.class.getResourceAsStream(file), file);
                Stream<String> lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()) {
            return lines.map(JSON::readTree)
                    .filter(line -> !line.path("type").asString().equals("BOOKMARK"))
                    .map(line -> line.path("object"))
                    .map(JsonNode::toString)
                    .<HasMetadata>map(SERIALIZATION::unmarshal)
                    .toList();
        }
    }
}
