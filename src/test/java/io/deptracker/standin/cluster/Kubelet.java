package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kubelet: creates pods from a template, and lets them run, succeed and end. */
final class Kubelet {
    private static final long GRACE_SECONDS = 30;

    private final LiveObjects live;
    private int names;

    Kubelet(LiveObjects live) {
        this.live = live;
    }

    static PodTemplateSpec template(Map<String, String> labels, Map<String, String> images) {
        PodTemplateSpecBuilder template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(new HashMap<>(labels))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Always")
                .endSpec();
        images.forEach((container, image) -> template.editSpec()
                .addNewContainer()
                .withName(container)
                .withImage(image)
                .endContainer()
                .endSpec());
        return template.build();
    }

    String generatedName(HasMetadata owner) {
        names++;
        String name = owner.getMetadata().getName();
        return name + "-" + Images.suffix(name + names, 5);
    }

    /** Creates a pod that has not started. */
    Pod pending(HasMetadata owner, String name, PodTemplateSpec template) {
        ObjectMeta metadata = live.metadata(owner.getMetadata().getNamespace(), name, owner);
        metadata.setLabels(new HashMap<>(template.getMetadata().getLabels()));
        metadata.setAnnotations(new HashMap<>(template.getMetadata().getAnnotations()));
        return live.create(new PodBuilder()
                .withMetadata(metadata)
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build());
    }

    Pod running(HasMetadata owner, String name, PodTemplateSpec template) {
        Pod pod = pending(owner, name, template);
        ContainerState state = new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(live.tick().toString())
                .endRunning()
                .build();
        return live.edit(pod, running -> running.setStatus(status(running, "Running", state)));
    }

    /** Creates a pod whose containers have finished before any client sees them run. */
    Pod succeeded(HasMetadata owner, String name, PodTemplateSpec template) {
        Pod pod = pending(owner, name, template);
        ContainerState state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(0)
                .withReason("Completed")
                .withStartedAt(live.tick().toString())
                .withFinishedAt(live.tick().toString())
                .endTerminated()
                .build();
        return live.edit(pod, done -> done.setStatus(status(done, "Succeeded", state)));
    }

    void terminate(Pod pod) {
        live.edit(pod, terminating -> {
            terminating.getMetadata().setDeletionTimestamp(live.tick().toString());
            terminating.getMetadata().setDeletionGracePeriodSeconds(GRACE_SECONDS);
        });
        live.remove(pod);
    }

    /** Terminates the newest pods first, as the controllers do. */
    void terminateNewest(HasMetadata owner, int count) {
        List<Pod> pods = live.ownedBy(owner, Pod.class);
        pods.subList(pods.size() - count, pods.size()).reversed().forEach(this::terminate);
    }

    private static String containerId(Pod pod, String container) {
        return "containerd://"
                + MiniCluster.digestOf(pod.getMetadata().getUid() + "/" + container)
                        .substring("sha256:".length());
    }

    private static PodStatus status(Pod pod, String phase, ContainerState state) {
        boolean ready = phase.equals("Running");
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(phase)
                .withStartTime(pod.getMetadata().getCreationTimestamp());
        pod.getSpec()
                .getContainers()
                .forEach(container -> status.addToContainerStatuses(new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID(Images.imageId(container.getImage()))
                        .withContainerID(containerId(pod, container.getName()))
                        .withRestartCount(0)
                        .withReady(ready)
                        .withStarted(ready)
                        .withState(state)
                        .build()));
        return status.addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .build();
    }
}
