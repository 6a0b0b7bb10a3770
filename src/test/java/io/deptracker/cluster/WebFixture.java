package io.deptracker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Deployment whose pods the test writes one by one, over the whole path. A digest of 64 times the same digit is
 * written as that digit.
 */
final class WebFixture implements AutoCloseable {
    static final String WEB = "ghcr.io/lab-org/web";

    private final Path folder;
    private final ApiServerStandIn server = new ApiServerStandIn();
    private final GitHubStandIn github = GitHubStandIn.start();
    private final StandInSink sink = new StandInSink(server);
    private final Map<String, Integer> skippedBefore = new HashMap<>();
    private EndToEndFixture path;
    private String workload = "web";
    private int workloads;
    private int checked;

    private WebFixture(Path folder) throws Exception {
        this.folder = folder;
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    static WebFixture open(Path folder) throws Exception {
        return new WebFixture(folder);
    }

    /** Continues with another workload: its records and its skipped containers alone count from now on. */
    void nextWorkload() {
        workloads++;
        workload = "web" + workloads;
        skipRecords();
        for (String reason : List.of("local_image", "no_digest", "other_repository", "not_recordable")) {
            skippedBefore.put(reason, path.skipped(reason));
        }
    }

    /** Creates a pod of the first revision. */
    NodePod web(String name, int second, String image) {
        return web(1, name, second, image);
    }

    NodePod web(int revision, String name, int second, String image) {
        String pod = name.replaceFirst("web", workload);
        return NodePod.of("apps/v1", "ReplicaSet", workload + "-" + revision, "h" + revision, pod, second, image);
    }

    void deployment(int revision) {
        deployment(revision, Map.of(), Map.of());
    }

    void deployment(int revision, Map<String, String> annotations, Map<String, String> ofReplicaSet) {
        sink.put(new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(workload)
                .withUid("uid-" + workload)
                .withAnnotations(annotations)
                .endMetadata()
                .build());
        sink.put(new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(workload + "-" + revision)
                .withUid("uid-" + workload + "-" + revision)
                .withAnnotations(ofReplicaSet)
                .addToAnnotations("deployment.kubernetes.io/revision", Integer.toString(revision))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(workload)
                .withUid("uid-" + workload)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build());
    }

    /** Writes a pod and waits until it was seen, compared and delivered. */
    void put(Pod pod) {
        sink.put(pod);
        settle();
    }

    /** Writes a pod without waiting, as while nothing watches. */
    void putUnseen(Pod pod) {
        sink.put(pod);
    }

    void delete(HasMetadata last) {
        sink.delete(last);
    }

    void settle() {
        path.settleAt(server);
    }

    void restart() throws Exception {
        stop();
        start();
    }

    /** Stops watching and delivering. */
    void stop() {
        path.close();
    }

    /** Starts again on the same file. */
    void start() throws Exception {
        path = EndToEndFixture.open(folder, server, github, Map.of());
    }

    ApiServerStandIn server() {
        return server;
    }

    List<ReceivedRecord> accepted() {
        return github.accepted();
    }

    /** Returns how many containers of the workload were counted, for that reason, as having no or no full record. */
    int skipped(String reason) {
        return path.skipped(reason) - skippedBefore.getOrDefault(reason, 0);
    }

    /** Asserts the records that GitHub received since the last call, as "status image:tag @digit". */
    void assertRecords(String... records) {
        settle();
        List<ReceivedRecord> all = github.accepted();
        assertThat(all.subList(checked, all.size()))
                .extracting(WebFixture::text)
                .containsExactly(records);
        checked = all.size();
    }

    /** Leaves the records so far out of the next assertion. */
    void skipRecords() {
        checked = github.accepted().size();
    }

    private static String text(ReceivedRecord record) {
        return EndToEndFixture.text(record).replace(" " + record.deploymentName() + " ", " ") + " @"
                + record.digest().charAt("sha256:".length());
    }

    /** Expands the short forms of digests and hex digits. */
    static String digests(String text) {
        var digests = new StringBuilder();
        for (String part : text.replace("<hex>", "5".repeat(64)).split("[<>]", -1)) {
            digests.append(part.matches("[0-9a-f]") ? "sha256:" + part.repeat(64) : part);
        }
        return digests.toString();
    }

    @Override
    public void close() {
        path.close();
        server.close();
        github.close();
    }
}
