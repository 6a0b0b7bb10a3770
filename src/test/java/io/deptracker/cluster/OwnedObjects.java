package io.deptracker.cluster;

import static io.deptracker.standin.cluster.MiniCluster.digestOf;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of the namespace shop as an API server has them, with an owner of any group and kind. */
final class OwnedObjects {
    /** A controller as owner references name it. */
    record Owner(String apiVersion, String kind, String name) {}

    private OwnedObjects() {}

    /** Sets the name and the owner of an object, in the namespace shop. */
    static <T extends HasMetadata> T named(T object, String name, @Nullable Owner owner) {
        object.setMetadata(metadata(name, owner));
        return object;
    }

    private static ObjectMeta metadata(String name, @Nullable Owner owner) {
        var metadata =
                new ObjectMetaBuilder().withNamespace("shop").withName(name).withUid("uid-" + name);
        if (owner != null) {
            metadata.withOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion(owner.apiVersion())
                    .withKind(owner.kind())
                    .withName(owner.name())
                    .withUid("uid-" + owner.name())
                    .withController(true)
                    .build());
        }
        return metadata.build();
    }

    /** Creates a pod with one container called app, which runs the image. */
    static Pod running(String name, @Nullable Owner owner, String image) {
        String repository = image.substring(0, image.lastIndexOf(':'));
        Pod pod = new PodBuilder()
                .withMetadata(metadata(name, owner))
                .withNewSpec()
                .withRestartPolicy("Always")
                .addNewContainer()
                .withName("app")
                .withImage(image)
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("app")
                .withImage(image)
                .withImageID(repository + "@" + digestOf(image))
                .endContainerStatus()
                .endStatus()
                .build();
        pod.getMetadata().setCreationTimestamp("2026-03-01T10:00:00Z");
        return pod;
    }

    /** Renames the container of a pod. */
    static Pod container(Pod pod, String name) {
        pod.getSpec().getContainers().getFirst().setName(name);
        pod.getStatus().getContainerStatuses().getFirst().setName(name);
        return pod;
    }

    /** Labels a pod as one of a Deployment's template. */
    static Pod labelled(Pod pod, String templateHash) {
        pod.getMetadata().setLabels(Map.of("pod-template-hash", templateHash));
        return pod;
    }

    /** Returns a copy of a pod in another phase. */
    static Pod ended(Pod pod, String phase, String restartPolicy) {
        Pod ended = new PodBuilder(pod).build();
        ended.getSpec().setRestartPolicy(restartPolicy);
        ended.getStatus().setPhase(phase);
        return ended;
    }
}
