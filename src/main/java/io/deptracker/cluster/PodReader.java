package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Phase;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reader that reduces a pod to what is kept of it. Debug containers are not part of what was deployed, and are not
 * read.
 */
final class PodReader {
    /** The label by which a Deployment identifies the pods of one template. */
    private static final String TEMPLATE_HASH = "pod-template-hash";

    /** The corresponding label of StatefulSets, DaemonSets and similar kinds. */
    private static final String REVISION_HASH = "controller-revision-hash";

    private PodReader() {}

    /**
     * Reads a pod.
     *
     * @param bare whether a pod without a controller is a workload of its own
     * @param known the pod of this name as it was seen last, or null if none was
     */
    static PodState read(Pod pod, boolean bare, @Nullable PodState known) {
        ObjectMeta metadata = pod.getMetadata();
        @Nullable PodStatus status = pod.getStatus();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        long createdAt = PodState.second(metadata.getCreationTimestamp());
        // A later pod of the same name, such as a StatefulSet's, is unrelated to the earlier one.
        boolean isKnown = known != null && known.createdAt() == createdAt;
        var containers = new ContainerReader(pod, createdAt, isKnown ? known : null);
        @Nullable OwnerRef owner = owner(pod, bare);
        boolean ofReplicaSet = owner != null && owner.isOf(Kind.REPLICA_SET);
        return new PodState(
                metadata.getNamespace().intern(),
                metadata.getName(),
                owner,
                labels.get(ofReplicaSet ? TEMPLATE_HASH : REVISION_HASH),
                createdAt,
                phase(pod, status),
                containers.containers(),
                containers.starts(),
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
            // A pod that is always restarted fails only if its node evicts it, and it is replaced: its work has not
            // ended.
            case "Failed" -> isAlwaysRestarted(pod) ? Phase.OTHER : Phase.ENDED;
            case null, default -> Phase.OTHER;
        };
    }

    private static boolean isAlwaysRestarted(Pod pod) {
        return pod.getSpec() != null && "Always".equals(pod.getSpec().getRestartPolicy());
    }
}
