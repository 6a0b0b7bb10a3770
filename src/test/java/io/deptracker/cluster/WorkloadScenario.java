package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.Life;
import io.deptracker.cluster.ClusterObject.ObjectKey;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One workload called web in its own namespace, in a story that is played write by write on the API server. The objects
 * between it and its pods (ReplicaSets by revision, a CronJob's Jobs) are created and named as usual for its kind.
 */
final class WorkloadScenario {
    private static final String NAME = "web";

    private final String kind;
    private final String namespace;
    private final ApiServerStandIn server;
    private final GitHubStandIn github;
    private final EndToEndFixture path;
    private final StandInSink sink;
    private final Map<ObjectKey, ClusterObject> things = new HashMap<>();
    private int uids;
    private int checked;

    WorkloadScenario(
            String kind, String namespace, ApiServerStandIn server, GitHubStandIn github, EndToEndFixture path) {
        this.kind = kind;
        this.namespace = namespace;
        this.server = server;
        this.github = github;
        this.path = path;
        this.sink = new StandInSink(server);
    }

    /** Creates the workload itself. */
    WorkloadScenario create() {
        put(new Owner(top(), ++uids, null, 0, Map.of()));
        return this;
    }

    /** Creates the owner of a revision's pods; does nothing if that is the workload itself. */
    WorkloadScenario revision(int number, int revision) {
        ObjectKey key = holder(number);
        if (!key.equals(top())) {
            boolean isReplicaSet = key.kind().equals("ReplicaSet");
            put(new Owner(key, ++uids, owner(top()).asController(), isReplicaSet ? revision : 0, Map.of()));
        }
        return this;
    }

    WorkloadScenario revision(int number) {
        return revision(number, number);
    }

    WorkloadScenario pod(String pod, int revision, Life life, Box... boxes) {
        ObjectKey holder = holder(revision);
        Controller controller = owner(holder).asController();
        String hash = kind.equals("Deployment") ? "h" + revision : null;
        put(new Pod(key("Pod", pod), controller, hash, ++uids, 0, life, false, List.of(boxes), Map.of()));
        return this;
    }

    WorkloadScenario running(String pod, int revision, Box... boxes) {
        return pod(pod, revision, Life.PENDING, unpulled(boxes))
                .change(pod, before -> before.with(List.of(boxes)).living(Life.RUNNING));
    }

    WorkloadScenario change(String pod, UnaryOperator<Pod> change) {
        put(change.apply((Pod) thing(key("Pod", pod))));
        return this;
    }

    WorkloadScenario annotate(Map<String, String> annotations) {
        put(owner(top()).annotated(annotations));
        return this;
    }

    WorkloadScenario terminating(String... pods) {
        for (String pod : pods) {
            change(pod, Pod::toEnd);
        }
        return this;
    }

    WorkloadScenario gone(String... pods) {
        for (String pod : pods) {
            remove(key("Pod", pod));
        }
        return this;
    }

    WorkloadScenario topGone() {
        remove(top());
        return this;
    }

    WorkloadScenario holderGone(int revision) {
        if (!holder(revision).equals(top())) {
            remove(holder(revision));
        }
        return this;
    }

    /** Removes the owner from its dependents. */
    WorkloadScenario disown(int revision, String... pods) {
        if (holder(revision).equals(top())) {
            for (String pod : pods) {
                change(pod, before -> before.under(null));
            }
        } else {
            put(owner(holder(revision)).under(null));
        }
        return this;
    }

    /** Writes a pod unchanged except for what no {@link ClusterObject} has. */
    WorkloadScenario asWell(String pod, UnaryOperator<io.fabric8.kubernetes.api.model.Pod> change) {
        sink.put(change.apply((io.fabric8.kubernetes.api.model.Pod) manifest(thing(key("Pod", pod)))));
        return this;
    }

    /**
     * Asserts the records that GitHub received of this since the last call, in order, as "status container
     * image:version".
     */
    WorkloadScenario expect(String... records) {
        List<ReceivedRecord> news = news();
        assertThat(news)
                .extracting(record -> EndToEndFixture.text(record).replace(namespace + "/" + NAME + "/", ""))
                .containsExactly(records);
        return this;
    }

    /** Returns the records since the last call. */
    List<ReceivedRecord> news() {
        path.settleAt(server);
        List<ReceivedRecord> all = github.accepted().stream()
                .filter(record -> record.deploymentName().startsWith(namespace + "/"))
                .toList();
        List<ReceivedRecord> news = all.subList(checked, all.size());
        checked = all.size();
        return news;
    }

    /** Creates a container that runs the image. */
    static Box box(String name, String image) {
        return new Box(name, image, false, MiniCluster.digestOf(image));
    }

    static Box[] unpulled(Box... boxes) {
        return Arrays.stream(boxes).map(box -> box.running(null)).toArray(Box[]::new);
    }

    private ObjectKey top() {
        return key(kind, NAME);
    }

    ObjectKey holder(int revision) {
        return switch (kind) {
            case "Deployment", "Rollout.argoproj.io" -> key("ReplicaSet", NAME + "-h" + revision);
            case "CronJob" -> key("Job", NAME + "-" + revision);
            default -> top();
        };
    }

    private ObjectKey key(String ofKind, String name) {
        return new ObjectKey(ofKind, namespace, name);
    }

    private ClusterObject thing(ObjectKey key) {
        return Optional.ofNullable(things.get(key)).orElseThrow();
    }

    private Owner owner(ObjectKey key) {
        return (Owner) thing(key);
    }

    private void put(ClusterObject clusterObject) {
        things.put(clusterObject.key(), clusterObject);
        if (isServed(clusterObject.key())) {
            sink.put(manifest(clusterObject));
            if (clusterObject instanceof Owner) {
                // A cluster takes its time before the pods run, and the watches are not ordered among each other.
                path.settleAt(server);
            }
        }
    }

    private void remove(ObjectKey key) {
        ClusterObject last = thing(key);
        things.remove(key);
        if (isServed(key)) {
            sink.delete(manifest(last));
        }
    }

    private static boolean isServed(ObjectKey key) {
        return key.kind().equals("Pod")
                || Arrays.stream(Kind.values()).anyMatch(kind -> kind.kindName().equals(key.kind()));
    }

    private static HasMetadata manifest(ClusterObject clusterObject) {
        return Manifests.of(
                clusterObject,
                switch (clusterObject.key().kind()) {
                    case "Deployment" -> new Deployment();
                    case "ReplicaSet" -> new ReplicaSet();
                    case "StatefulSet" -> new StatefulSet();
                    case "DaemonSet" -> new DaemonSet();
                    case "ReplicationController" -> new ReplicationController();
                    case "Job" -> new Job();
                    case "CronJob" -> new CronJob();
                    default -> new io.fabric8.kubernetes.api.model.Pod();
                });
    }
}
