package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The controllers of Jobs and CronJobs. */
final class Jobs {
    private final LiveObjects live;
    private final Kubelet kubelet;
    private int runs;

    Jobs(LiveObjects live, Kubelet kubelet) {
        this.live = live;
        this.kubelet = kubelet;
    }

    void cronJob(String namespace, String name, String image) {
        live.create(new CronJobBuilder()
                .withMetadata(live.metadata(namespace, name, null))
                .withNewSpec()
                .withSchedule("* * * * *")
                .withNewJobTemplate()
                .withNewSpec()
                .withTemplate(template(name, image))
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build());
    }

    String runCronJob(String namespace, String name) {
        CronJob cronJob = (CronJob) live.get("CronJob", namespace, name);
        // Named by the minute it was due, and no two are due in the same minute.
        runs++;
        long minute = TimeUnit.SECONDS.toMinutes(live.tick().getEpochSecond()) + runs;
        String jobName = name + "-" + minute;
        run(
                namespace,
                jobName,
                cronJob,
                cronJob.getSpec().getJobTemplate().getSpec().getTemplate());
        return jobName;
    }

    void job(String namespace, String name, String image) {
        run(namespace, name, null, template(name, image));
    }

    private void run(String namespace, String name, @Nullable HasMetadata owner, PodTemplateSpec template) {
        ObjectMeta metadata = live.metadata(namespace, name, owner);
        Map<String, String> labels = Map.of(
                "job-name",
                name,
                "batch.kubernetes.io/job-name",
                name,
                "controller-uid",
                metadata.getUid(),
                "batch.kubernetes.io/controller-uid",
                metadata.getUid());
        metadata.setLabels(labels);
        Job job = live.create(new JobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withTemplate(template)
                .endSpec()
                .build());
        PodTemplateSpec labelled = Kubelet.template(labels, Map.of());
        labelled.setSpec(template.getSpec());
        kubelet.succeeded(job, kubelet.generatedName(job), labelled);
        live.edit(
                job,
                done -> done.setStatus(new JobStatusBuilder()
                        .withSucceeded(1)
                        .withCompletionTime(live.tick().toString())
                        .addNewCondition()
                        .withType("Complete")
                        .withStatus("True")
                        .endCondition()
                        .build()));
    }

    private static PodTemplateSpec template(String container, String image) {
        PodTemplateSpec template = Kubelet.template(Map.of(), Map.of(container, image));
        template.getSpec().setRestartPolicy("Never");
        return template;
    }
}
