package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.record.Digest;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes from a pod what is kept of it. Debug containers are not part of what was deployed, and are not looked at. */
final class PodReader {
    private static final String TEMPLATE_HASH = "pod-template-hash";

    private PodReader() {}

    /**
     * A pod.
     *
     * @param bare whether one that has no controller is a workload of its own
     */
    static PodState read(Pod pod, boolean bare) {
        ObjectMeta metadata = pod.getMetadata();
        @Nullable PodStatus status = pod.getStatus();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        return new PodState(
                metadata.getNamespace().intern(),
                metadata.getName(),
                owner(pod, bare),
                labels.get(TEMPLATE_HASH),
                Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
                phase(pod, status),
                containers(pod, status),
                Map.copyOf(Annotations.kept(metadata)));
    }

    private static @Nullable OwnerRef owner(Pod pod, boolean bare) {
        @Nullable OwnerRef controller = OwnerRef.controllerOf(pod);
        if (controller == null || controller.isNode()) {
            return bare ? OwnerRef.pod(pod.getMetadata().getName()) : null;
        }
        return controller;
    }

    private static Phase phase(Pod pod, @Nullable PodStatus status) {
        String phase = status == null ? null : status.getPhase();
        return switch (phase) {
            case "Running" -> Phase.RUNNING;
            case "Succeeded" -> Phase.ENDED;
            // One that is always restarted fails only if its node gives it up, and is replaced: its work has not ended.
            case "Failed" -> isAlwaysRestarted(pod) ? Phase.OTHER : Phase.ENDED;
            case null, default -> Phase.OTHER;
        };
    }

    private static boolean isAlwaysRestarted(Pod pod) {
        return pod.getSpec() != null && "Always".equals(pod.getSpec().getRestartPolicy());
    }

    private static List<Container> containers(Pod pod, @Nullable PodStatus status) {
        if (pod.getSpec() == null) {
            return List.of();
        }
        Map<String, Digest> digests = new HashMap<>();
        if (status != null) {
            addDigests(digests, status.getContainerStatuses());
            addDigests(digests, status.getInitContainerStatuses());
        }
        var containers = new ArrayList<Container>();
        addContainers(containers, pod.getSpec().getContainers(), digests);
        addContainers(containers, pod.getSpec().getInitContainers(), digests);
        return List.copyOf(containers);
    }

    private static void addDigests(Map<String, Digest> digests, List<ContainerStatus> statuses) {
        for (ContainerStatus status : statuses) {
            Digest.fromImageId(Objects.requireNonNullElse(status.getImageID(), ""))
                    .ifPresent(digest -> digests.put(status.getName(), digest));
        }
    }

    private static void addContainers(
            List<Container> containers,
            List<io.fabric8.kubernetes.api.model.Container> template,
            Map<String, Digest> digests) {
        for (var container : template) {
            containers.add(new Container(
                    container.getName(),
                    Objects.requireNonNullElse(container.getImage(), ""),
                    digests.get(container.getName())));
        }
    }
}
