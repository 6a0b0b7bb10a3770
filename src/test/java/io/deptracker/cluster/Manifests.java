package io.deptracker.cluster;

import io.deptracker.cluster.ClusterObject.Box;
import io.deptracker.cluster.ClusterObject.Controller;
import io.deptracker.cluster.ClusterObject.Owner;
import io.deptracker.cluster.ClusterObject.Pod;
import io.deptracker.record.ImageReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A writer of objects in the form of a Kubernetes API server. */
final class Manifests {
    private static final Instant BEGINNING = Instant.parse("2026-03-01T10:00:00Z");

    private Manifests() {}

    static <T extends HasMetadata> T of(ClusterObject clusterObject, T empty) {
        empty.setMetadata(
                switch (clusterObject) {
                    case Owner owner -> metadata(owner, annotations(owner));
                    case Pod pod -> metadata(pod, pod.annotations());
                });
        if (clusterObject instanceof Pod pod && empty instanceof io.fabric8.kubernetes.api.model.Pod object) {
            if (pod.hash() != null) {
                object.getMetadata().setLabels(Map.of("pod-template-hash", pod.hash()));
            }
            object.getMetadata()
                    .setCreationTimestamp(BEGINNING.plusSeconds(pod.createdAt()).toString());
            if (pod.terminating()) {
                object.getMetadata().setDeletionTimestamp(BEGINNING.toString());
            }
            object.setSpec(new PodSpecBuilder()
                    .withRestartPolicy(DesiredWorkload.startsRuns(pod.controller()) ? "Never" : "Always")
                    .withContainers(containers(pod, false))
                    .withInitContainers(containers(pod, true))
                    .build());
            object.setStatus(new PodStatusBuilder()
                    .withPhase(pod.life().name().charAt(0)
                            + pod.life().name().substring(1).toLowerCase(Locale.ROOT))
                    .withContainerStatuses(statuses(pod, false))
                    .withInitContainerStatuses(statuses(pod, true))
                    .build());
        }
        return empty;
    }

    private static ObjectMeta metadata(ClusterObject clusterObject, Map<String, String> annotations) {
        var metadata = new ObjectMetaBuilder()
                .withNamespace(clusterObject.key().namespace())
                .withName(clusterObject.key().name())
                .withAnnotations(annotations);
        Controller controller = clusterObject.controller();
        if (controller != null) {
            metadata.withOwnerReferences(
                    new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("Node")
                            .withName("not-the-controller")
                            .build(),
                    new OwnerReferenceBuilder()
                            .withApiVersion(apiVersion(controller.kind()))
                            .withKind(controller.kind().split("\\.", 2)[0])
                            .withName(controller.name())
                            .withUid("uid-" + controller.uid())
                            .withController(true)
                            .build());
        }
        return metadata.build();
    }

    private static String apiVersion(String kind) {
        return switch (kind) {
            case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> "apps/v1";
            case "Job", "CronJob" -> "batch/v1";
            case "ReplicationController", "Pod", "Node" -> "v1";
            default -> kind.split("\\.", 2)[1] + "/v1alpha1";
        };
    }

    private static Map<String, String> annotations(Owner owner) {
        var annotations = new TreeMap<>(owner.annotations());
        annotations.put("example.com/unrelated", "x");
        if (owner.revision() > 0) {
            String of = owner.controller() != null && owner.controller().kind().equals("Rollout.argoproj.io")
                    ? "rollout.argoproj.io"
                    : "deployment.kubernetes.io";
            annotations.put(of + "/revision", Integer.toString(owner.revision()));
        }
        return annotations;
    }

    private static List<Container> containers(Pod pod, boolean init) {
        return pod.boxes().stream()
                .filter(box -> box.init() == init)
                .map(box -> new ContainerBuilder()
                        .withName(box.name())
                        .withImage(box.image())
                        .build())
                .toList();
    }

    private static List<ContainerStatus> statuses(Pod pod, boolean init) {
        return pod.boxes().stream()
                .filter(box -> box.init() == init)
                .map(box -> new ContainerStatusBuilder()
                        .withName(box.name())
                        .withImageID(imageId(box))
                        .build())
                .toList();
    }

    private static String imageId(Box box) {
        return box.digest() == null
                ? ""
                : "docker-pullable://" + ImageReference.parse(box.image()).name() + "@" + box.digest();
    }
}
