package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The controllers of StatefulSets and DaemonSets, which own their pods without a ReplicaSet in between. */
final class PodSets {
    private static final String REVISION_HASH = "controller-revision-hash";

    private final LiveObjects live;
    private final Kubelet kubelet;

    PodSets(LiveObjects live, Kubelet kubelet) {
        this.live = live;
        this.kubelet = kubelet;
    }

    void statefulSet(String namespace, String name, int replicas, Map<String, String> images) {
        PodTemplateSpec template = Kubelet.template(Map.of("app", name), images);
        StatefulSet set = live.find("StatefulSet", namespace, name)
                .map(StatefulSet.class::cast)
                .map(existing -> live.edit(existing, changed -> {
                    changed.getSpec().setReplicas(replicas);
                    changed.getSpec().setTemplate(template);
                }))
                .orElseGet(() -> live.create(new StatefulSetBuilder()
                        .withMetadata(live.metadata(namespace, name, null))
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withServiceName(name)
                        .withNewSelector()
                        .withMatchLabels(Map.of("app", name))
                        .endSelector()
                        .withTemplate(template)
                        .endSpec()
                        .build()));
        PodTemplateSpec podTemplate = withRevision(set, template);
        int existing = live.ownedBy(set, Pod.class).size();
        for (int ordinal = existing - 1; ordinal >= replicas; ordinal--) {
            kubelet.terminate(podOf(set, ordinal));
        }
        // The highest ordinal is replaced first, under its own name; missing pods are then added from the lowest on.
        for (int ordinal = Math.min(existing, replicas) - 1; ordinal >= 0; ordinal--) {
            replace(set, podOf(set, ordinal), name + "-" + ordinal, ofOrdinal(podTemplate, name, ordinal));
        }
        for (int ordinal = existing; ordinal < replicas; ordinal++) {
            kubelet.running(set, name + "-" + ordinal, ofOrdinal(podTemplate, name, ordinal));
        }
    }

    void daemonSet(String namespace, String name, int nodes, Map<String, String> images) {
        PodTemplateSpec template = Kubelet.template(Map.of("app", name), images);
        DaemonSet set = live.find("DaemonSet", namespace, name)
                .map(DaemonSet.class::cast)
                .map(existing -> live.edit(existing, changed -> {
                    ObjectMeta metadata = changed.getMetadata();
                    metadata.setGeneration(metadata.getGeneration() + 1);
                    changed.getSpec().setTemplate(template);
                }))
                .orElseGet(() -> live.create(new DaemonSetBuilder()
                        .withMetadata(live.metadata(namespace, name, null))
                        .withNewSpec()
                        .withNewSelector()
                        .withMatchLabels(Map.of("app", name))
                        .endSelector()
                        .withTemplate(template)
                        .endSpec()
                        .build()));
        PodTemplateSpec podTemplate = withRevision(set, template);
        List<Pod> pods = live.ownedBy(set, Pod.class);
        kubelet.terminateNewest(set, Math.max(0, pods.size() - nodes));
        live.ownedBy(set, Pod.class).forEach(pod -> replace(set, pod, kubelet.generatedName(set), podTemplate));
        for (int node = pods.size(); node < nodes; node++) {
            kubelet.running(set, kubelet.generatedName(set), podTemplate);
        }
    }

    private Pod podOf(StatefulSet set, int ordinal) {
        return (Pod) live.get(
                "Pod", set.getMetadata().getNamespace(), set.getMetadata().getName() + "-" + ordinal);
    }

    private void replace(HasMetadata set, Pod pod, String name, PodTemplateSpec template) {
        if (!revision(pod.getMetadata().getLabels())
                .equals(revision(template.getMetadata().getLabels()))) {
            kubelet.terminate(pod);
            kubelet.running(set, name, template);
        }
    }

    private static PodTemplateSpec ofOrdinal(PodTemplateSpec template, String name, int ordinal) {
        return new PodTemplateSpecBuilder(template)
                .editMetadata()
                .addToLabels("statefulset.kubernetes.io/pod-name", name + "-" + ordinal)
                .addToLabels("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
                .endMetadata()
                .build();
    }

    private static PodTemplateSpec withRevision(HasMetadata set, PodTemplateSpec template) {
        Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
        String hash = Images.suffix(template.getSpec().getContainers().toString(), 10);
        // A StatefulSet's hash begins with its name, a DaemonSet's does not.
        labels.put(REVISION_HASH, set instanceof StatefulSet ? set.getMetadata().getName() + "-" + hash : hash);
        if (set instanceof DaemonSet) {
            labels.put(
                    "pod-template-generation", Long.toString(set.getMetadata().getGeneration()));
        }
        template.getMetadata().setLabels(labels);
        return template;
    }

    private static String revision(Map<String, String> labels) {
        return labels.getOrDefault(REVISION_HASH, "");
    }
}
