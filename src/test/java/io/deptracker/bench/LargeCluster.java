package io.deptracker.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A made-up cluster of Deployments with ten pods each, whose objects are as large as real ones: a pod has 7 kB of JSON. */
final class LargeCluster {
    static final int PODS_PER_WORKLOAD = 10;
    static final int CONTAINERS = 2;

    private static final int WORKLOADS_PER_NAMESPACE = 20;
    private static final Instant EPOCH = Instant.parse("2026-11-01T06:00:00Z");

    private final String pod = resource("/bench/pod.json");
    private final String owner = resource("/bench/owner.json");
    private final int pods;

    LargeCluster(int pods) {
        this.pods = pods;
    }

    int pods() {
        return pods;
    }

    int workloads() {
        return pods / PODS_PER_WORKLOAD;
    }

    /** Returns a pod of the first build. */
    String pod(int n) {
        return pod(n, 1, 1);
    }

    /**
     * Returns a pod at a version of the cluster. The last pod of each workload is its youngest and therefore determines
     * its record.
     *
     * @param build the build of its image
     */
    String pod(int n, int build, long version) {
        int workload = n / PODS_PER_WORKLOAD;
        String text = filled(pod, workload, EPOCH.plusSeconds(n), version);
        return replaced(
                text,
                Map.of(
                        "hash", hash(workload),
                        "suffix", "x%04x".formatted(n * 31L % 0x10000),
                        "uid", "%012x".formatted(n),
                        "tag", "1.42." + build,
                        "digest", digest(workload, build),
                        "changed", EPOCH.plusSeconds(version).toString()));
    }

    /** Returns the digest of a workload's first container in that build. */
    static String digest(int workload, int build) {
        return "%08x%056x".formatted(build, workload);
    }

    /** Returns the name of the record of a workload's first container. */
    static String recordName(int workload) {
        return namespace(workload) + "/" + name(workload) + "/main";
    }

    String deployment(int workload) {
        return replaced(
                filled(owner, workload, EPOCH, 1), Map.of("name", name(workload), "uid", "%012x".formatted(workload)));
    }

    String replicaSet(int workload) {
        String text = replaced(
                filled(owner, workload, EPOCH, 1),
                Map.of("name", name(workload) + "-" + hash(workload), "uid", "%012x".formatted(~workload & 0xffffff)));
        return text.replace("\"managedFields\"", """
                "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"%s","uid":"%012x",\
                "controller":true,"blockOwnerDeletion":true}],"managedFields\"""".formatted(name(workload), workload));
    }

    private static String filled(String template, int workload, Instant created, long version) {
        return replaced(
                template,
                Map.of(
                        "workload", name(workload),
                        "namespace", namespace(workload),
                        "created", created.toString(),
                        "version", Long.toString(version)));
    }

    private static String replaced(String template, Map<String, String> values) {
        String text = template;
        for (var value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private static String namespace(int workload) {
        return "team-%03d".formatted(workload / WORKLOADS_PER_NAMESPACE);
    }

    private static String name(int workload) {
        return "checkout-api-%05d".formatted(workload);
    }

    private static String hash(int workload) {
        return String.format(Locale.ROOT, "%010x", 0x7c9d5b8f66L - workload * 7919L);
    }

    /** Returns a resource without the white space that makes it readable. */
    private static String resource(String path) {
        var json = JsonMapper.builder().build();
        try (InputStream in = LargeCluster.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return json.writeValueAsString(json.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new IllegalStateException(path, unreadable);
        }
    }
}
