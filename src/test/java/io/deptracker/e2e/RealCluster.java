package io.deptracker.e2e;

import io.deptracker.cluster.GuardedBody;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** A namespace in a real cluster, deleted at the end. */
final class RealCluster implements TestCluster {
    private final String kubeconfig;
    private final KubernetesClient client;
    private final String namespace =
            "deptracker-e2e-" + UUID.randomUUID().toString().substring(0, 8);
    private int runs;

    private RealCluster(String kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.client = new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** Returns a namespace in the cluster of a kubeconfig's text. */
    static RealCluster of(String kubeconfig) {
        return new RealCluster(kubeconfig);
    }

    /** Returns a namespace in the cluster of a kubeconfig file. */
    static RealCluster of(Path kubeconfig) {
        try {
            return new RealCluster(Files.readString(kubeconfig));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public void deployment(String name, String image) {
        client.resource(new DeploymentBuilder()
                        .withMetadata(metadata(name))
                        .withNewSpec()
                        .withReplicas(2)
                        .withSelector(selector(name))
                        .withTemplate(template(name, image, "Always"))
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    @Override
    public void scaleDeployment(String name, int replicas) {
        client.apps().deployments().inNamespace(namespace).withName(name).scale(replicas);
    }

    @Override
    public void statefulSet(String name, String image) {
        client.resource(new StatefulSetBuilder()
                        .withMetadata(metadata(name))
                        .withNewSpec()
                        .withReplicas(1)
                        .withServiceName(name)
                        .withSelector(selector(name))
                        .withTemplate(template(name, image, "Always"))
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    @Override
    public void daemonSet(String name, String image) {
        client.resource(new DaemonSetBuilder()
                        .withMetadata(metadata(name))
                        .withNewSpec()
                        .withSelector(selector(name))
                        .withTemplate(template(name, image, "Always"))
                        .endSpec()
                        .build())
                .serverSideApply();
    }

    @Override
    public void job(String name, String image) {
        client.resource(new JobBuilder()
                        .withMetadata(metadata(name))
                        .withNewSpec()
                        .withTemplate(template(name, image, "Never"))
                        .endSpec()
                        .build())
                .create();
    }

    /** Creates a CronJob that is not due while a test runs. */
    @Override
    public void cronJob(String name, String image) {
        client.resource(new CronJobBuilder()
                        .withMetadata(metadata(name))
                        .withNewSpec()
                        .withSchedule("0 0 1 1 *")
                        .withSuspend(true)
                        .withNewJobTemplate()
                        .withNewSpec()
                        .withTemplate(template(name, image, "Never"))
                        .endSpec()
                        .endJobTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    @Override
    public void runCronJob(String name) {
        CronJob cronJob = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName(name)
                .require();
        runs++;
        ObjectMeta metadata = metadata(name + "-" + runs);
        metadata.getOwnerReferences()
                .add(new OwnerReferenceBuilder()
                        .withApiVersion(cronJob.getApiVersion())
                        .withKind(cronJob.getKind())
                        .withName(name)
                        .withUid(cronJob.getMetadata().getUid())
                        .withController(true)
                        .build());
        client.resource(new JobBuilder()
                        .withMetadata(metadata)
                        .withSpec(cronJob.getSpec().getJobTemplate().getSpec())
                        .build())
                .create();
    }

    @Override
    public void delete(String kind, String name) {
        switch (kind) {
            case "Deployment" ->
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            case "StatefulSet" ->
                client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            case "DaemonSet" ->
                client.apps().daemonSets().inNamespace(namespace).withName(name).delete();
            case "Job" ->
                client.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
            case "CronJob" ->
                client.batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .delete();
            default -> throw new IllegalArgumentException(kind);
        }
    }

    @Override
    public int pods() {
        return client.pods().inNamespace(namespace).list().getItems().size();
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }

    private ObjectMeta metadata(String name) {
        return new ObjectMetaBuilder().withNamespace(namespace).withName(name).build();
    }

    private static LabelSelector selector(String name) {
        return new LabelSelectorBuilder().withMatchLabels(Map.of("app", name)).build();
    }

    private static PodTemplateSpec template(String name, String image, String restarts) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restarts)
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName(name)
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
    }
}
