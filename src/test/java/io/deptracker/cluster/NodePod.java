package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pod with one container, as an API server and a kubelet write it: users change its spec, the node its status. All
 * seconds count from the same origin.
 */
final class NodePod {
    private static final Instant BEGINNING = Instant.parse("2026-03-01T10:00:00Z");

    private final PodBuilder pod;
    private final List<Integer> specChanges = new ArrayList<>();
    private String image;
    private String statusImage = "";
    private String imageId = "";
    private String containerId = "";
    private ContainerState state = waiting("ContainerCreating");
    private ContainerState lastState = new ContainerState();
    private int restarts;
    private boolean hasStatus = true;

    private NodePod(String namespace, String name, int second, String image) {
        this.image = image;
        specChanges.add(second);
        pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid("uid-" + name + "-" + second)
                .withCreationTimestamp(at(second))
                .endMetadata()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus();
    }

    /** Creates a pod of any controller, which labels it with a hash of its template. */
    static NodePod of(
            String apiVersion, String kind, String owner, String hash, String name, int second, String image) {
        var pod = new NodePod("shop", name, second, image);
        String label = (apiVersion + "/" + kind).equals("apps/v1/ReplicaSet")
                ? "pod-template-hash"
                : "controller-revision-hash";
        pod.pod
                .editMetadata()
                .withLabels(Map.of(label, hash))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(apiVersion)
                        .withKind(kind)
                        .withName(owner)
                        .withUid("uid-" + owner)
                        .withController(true)
                        .build())
                .endMetadata();
        return pod;
    }

    /** Starts its container with what the spec has now. */
    NodePod starts(int second, String id) {
        return starts(second, image, id);
    }

    /** Starts its container on a node that has the image under another name. */
    NodePod starts(int second, String reportedImage, String id) {
        if (!containerId.isEmpty()) {
            restarts++;
        }
        statusImage = reportedImage;
        imageId = id;
        containerId = "containerd://%s-%d".formatted(pod.buildMetadata().getName(), second);
        state = new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(at(second))
                .endRunning()
                .build();
        return phase("Running");
    }

    /** Changes its spec in place. */
    NodePod changes(int second, String newImage) {
        specChanges.add(second);
        image = newImage;
        return this;
    }

    /** Ends its container, which waits to be started again. */
    NodePod waits(String reason) {
        if (state.getRunning() != null) {
            lastState = new ContainerStateBuilder()
                    .withNewTerminated()
                    .withExitCode(1)
                    .withStartedAt(state.getRunning().getStartedAt())
                    .endTerminated()
                    .build();
        }
        state = waiting(reason);
        return this;
    }

    /** Evicts it: it failed, and nothing is left of its containers. */
    NodePod evicted() {
        hasStatus = false;
        return phase("Failed");
    }

    NodePod phase(String phase) {
        pod.editStatus().withPhase(phase).endStatus();
        return this;
    }

    Pod build() {
        var built = new PodBuilder(pod.build())
                .editMetadata()
                .withGeneration((long) specChanges.size())
                .withManagedFields(specChanges.stream()
                        .map(second -> new ManagedFieldsEntryBuilder()
                                .withManager("kubectl-" + second)
                                .withOperation("Update")
                                .withTime(at(second))
                                .build())
                        .toList())
                .addNewManagedField()
                .withManager("kubelet")
                .withOperation("Update")
                .withSubresource("status")
                .withTime(at(1_000_000))
                .endManagedField()
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage(image)
                .endContainer()
                .endSpec();
        if (hasStatus) {
            built.editStatus()
                    .withContainerStatuses(new ContainerStatusBuilder()
                            .withName("app")
                            .withImage(statusImage.isEmpty() ? image : statusImage)
                            .withImageID(imageId)
                            .withContainerID(containerId.isEmpty() ? null : containerId)
                            .withRestartCount(restarts)
                            .withState(state)
                            .withLastState(lastState)
                            .build())
                    .endStatus();
        }
        return built.build();
    }

    private static ContainerState waiting(String reason) {
        return new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .endWaiting()
                .build();
    }

    private static String at(int second) {
        return BEGINNING.plusSeconds(second).toString();
    }
}
