package io.deptracker.demo;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The images that the cluster runs, read from its pods independently of the tracker, to check the tracker. */
public final class RunningImages {
    private static final Set<String> TELLING_PHASES = Set.of("Running", "Succeeded");

    private RunningImages() {}

    /** Returns the image of each container by its name on GitHub; newer pods take precedence. */
    public static Map<String, RunningImage> read(KubernetesClient client) {
        Map<String, HasMetadata> between = new HashMap<>();
        List<HasMetadata> owners = new ArrayList<>();
        owners.addAll(client.apps().replicaSets().inAnyNamespace().list().getItems());
        owners.addAll(client.batch().v1().jobs().inAnyNamespace().list().getItems());
        owners.forEach(owner -> between.put(owner.getMetadata().getUid(), owner));

        Map<String, RunningImage> truth = new TreeMap<>();
        client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> TELLING_PHASES.contains(pod.getStatus().getPhase()))
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
                .forEach(pod -> addTo(truth, pod, workload(pod, between)));
        return truth;
    }

    private static void addTo(Map<String, RunningImage> truth, Pod pod, String workload) {
        for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
            String name = pod.getMetadata().getNamespace() + "/" + workload + "/" + container.getName();
            String imageId = container.getImageID();
            truth.put(name, new RunningImage(container.getImage(), imageId.substring(imageId.indexOf('@') + 1)));
        }
    }

    /** Returns the name of the owner of a pod's ReplicaSet or Job, or else of the pod's owner. */
    private static String workload(Pod pod, Map<String, HasMetadata> between) {
        OwnerReference owner = pod.getMetadata().getOwnerReferences().getFirst();
        HasMetadata known = between.get(owner.getUid());
        return known == null || known.getMetadata().getOwnerReferences().isEmpty()
                ? owner.getName()
                : known.getMetadata().getOwnerReferences().getFirst().getName();
    }
}
