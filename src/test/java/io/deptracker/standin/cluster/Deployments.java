package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The controllers of Deployments and ReplicaSets. */
final class Deployments {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String TEMPLATE_HASH = "pod-template-hash";

    private final LiveObjects live;
    private final Kubelet kubelet;

    Deployments(LiveObjects live, Kubelet kubelet) {
        this.live = live;
        this.kubelet = kubelet;
    }

    void create(String namespace, String name, int replicas, Map<String, String> images) {
        Map<String, String> labels = Map.of("app", name);
        Deployment deployment = live.create(new DeploymentBuilder()
                .withMetadata(live.metadata(namespace, name, null))
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withTemplate(Kubelet.template(labels, images))
                .endSpec()
                .build());
        scaleReplicaSet(replicaSetOf(deployment), replicas);
        report(deployment);
    }

    Deployment get(String namespace, String name) {
        return (Deployment) live.get("Deployment", namespace, name);
    }

    Rollout rollout(String namespace, String name, String container, String image) {
        Deployment deployment = live.edit(get(namespace, name), changed -> {
            changed.getSpec().getTemplate().getSpec().getContainers().stream()
                    .filter(c -> c.getName().equals(container))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no container " + container))
                    .setImage(image);
            nextGeneration(changed.getMetadata());
        });
        return new Rollout(this, deployment, replicaSetOf(deployment));
    }

    void scale(String namespace, String name, int replicas) {
        Deployment deployment = live.edit(get(namespace, name), changed -> {
            changed.getSpec().setReplicas(replicas);
            nextGeneration(changed.getMetadata());
        });
        annotationsChanged(deployment);
        scaleReplicaSet(replicaSetOf(deployment), replicas);
        report(deployment);
    }

    /** Copies a Deployment's annotations to its newest ReplicaSet; like the controller, it never removes one there. */
    void annotationsChanged(Deployment deployment) {
        live.edit(replicaSetOf(deployment), newest -> {
            Map<String, String> annotations = new HashMap<>(newest.getMetadata().getAnnotations());
            annotations.putAll(copied(deployment));
            newest.getMetadata().setAnnotations(annotations);
        });
    }

    int replicasOf(ReplicaSet replicaSet) {
        return live.current(replicaSet).getSpec().getReplicas();
    }

    void scaleReplicaSet(ReplicaSet replicaSet, int replicas) {
        ReplicaSet scaled = live.edit(replicaSet, changed -> changed.getSpec().setReplicas(replicas));
        int running = live.ownedBy(scaled, Pod.class).size();
        kubelet.terminateNewest(scaled, Math.max(0, running - replicas));
        for (int i = running; i < replicas; i++) {
            kubelet.running(
                    scaled, kubelet.generatedName(scaled), scaled.getSpec().getTemplate());
        }
        live.edit(
                scaled,
                changed -> changed.setStatus(new ReplicaSetStatusBuilder()
                        .withReplicas(replicas)
                        .withReadyReplicas(replicas)
                        .build()));
    }

    List<ReplicaSet> replicaSets(Deployment deployment) {
        return live.ownedBy(deployment, ReplicaSet.class);
    }

    void report(Deployment deployment) {
        live.edit(deployment, changed -> {
            int replicas = changed.getSpec().getReplicas();
            changed.setStatus(new DeploymentStatusBuilder()
                    .withObservedGeneration(changed.getMetadata().getGeneration())
                    .withReplicas(replicas)
                    .withReadyReplicas(replicas)
                    .withUpdatedReplicas(replicas)
                    .build());
        });
    }

    /** Returns the ReplicaSet of the Deployment's template, new or rolled back to, as its newest revision. */
    private ReplicaSet replicaSetOf(Deployment deployment) {
        PodTemplateSpec template = deployment.getSpec().getTemplate();
        String hash = Images.suffix(template.getSpec().getContainers().toString(), 10);
        int newest = replicaSets(deployment).stream()
                .mapToInt(Deployments::revision)
                .max()
                .orElse(0);
        ReplicaSet replicaSet = replicaSets(deployment).stream()
                .filter(candidate ->
                        hash.equals(candidate.getMetadata().getLabels().get(TEMPLATE_HASH)))
                .findFirst()
                .map(found -> revision(found) == newest ? found : withRevision(found, newest + 1))
                .orElseGet(() -> createReplicaSet(deployment, hash, newest + 1));
        int revision = revision(replicaSet);
        live.edit(deployment, changed -> annotate(changed.getMetadata(), revision));
        return replicaSet;
    }

    private ReplicaSet withRevision(ReplicaSet replicaSet, int revision) {
        return live.edit(replicaSet, changed -> {
            Map<String, String> annotations = changed.getMetadata().getAnnotations();
            String before = String.valueOf(annotations.get(REVISION));
            annotations.merge("deployment.kubernetes.io/revision-history", before, (all, last) -> all + "," + last);
            annotate(changed.getMetadata(), revision);
        });
    }

    private ReplicaSet createReplicaSet(Deployment deployment, String hash, int revision) {
        ObjectMeta of = deployment.getMetadata();
        ObjectMeta metadata = live.metadata(of.getNamespace(), of.getName() + "-" + hash, deployment);
        Map<String, String> labels =
                new HashMap<>(deployment.getSpec().getSelector().getMatchLabels());
        labels.put(TEMPLATE_HASH, hash);
        metadata.setLabels(labels);
        metadata.setAnnotations(copied(deployment));
        annotate(metadata, revision);
        PodTemplateSpec template = new PodTemplateSpecBuilder(
                        deployment.getSpec().getTemplate())
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .build();
        return live.create(new ReplicaSetBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build());
    }

    private static Map<String, String> copied(Deployment deployment) {
        Map<String, String> copied = new HashMap<>(deployment.getMetadata().getAnnotations());
        copied.remove("kubectl.kubernetes.io/last-applied-configuration");
        int desired = deployment.getSpec().getReplicas();
        copied.put("deployment.kubernetes.io/desired-replicas", Integer.toString(desired));
        // By default a rollout may have a quarter more, rounded up.
        copied.put("deployment.kubernetes.io/max-replicas", Integer.toString(desired + (desired + 3) / 4));
        return copied;
    }

    private static void annotate(ObjectMeta metadata, int revision) {
        Map<String, String> annotations = new HashMap<>(metadata.getAnnotations());
        annotations.put(REVISION, Integer.toString(revision));
        metadata.setAnnotations(annotations);
    }

    private static int revision(ReplicaSet replicaSet) {
        return Integer.parseInt(replicaSet.getMetadata().getAnnotations().get(REVISION));
    }

    private static void nextGeneration(ObjectMeta metadata) {
        metadata.setGeneration(metadata.getGeneration() + 1);
    }
}
