package io.deptracker.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The baseline of a comparison: a program that parses pods with the same client and keeps them whole in a map, as an
 * informer does by default. A process of its own, so that it runs with the same flags.
 */
final class WholePods {
    private WholePods() {}

    /**
     * Prints how many pods a second it parsed, and then keeps them until its input ends.
     *
     * @param args the number of pods
     */
    public static void main(String[] args) throws IOException {
        var largeCluster = new LargeCluster(Integer.parseInt(args[0]));
        var serialization = new KubernetesSerialization();
        Map<String, Pod> pods = new HashMap<>();
        long nanos = 0;
        for (int n = 0; n < largeCluster.pods(); n++) {
            byte[] json = largeCluster.pod(n).getBytes(StandardCharsets.UTF_8);
            long start = System.nanoTime();
            Pod pod = serialization.unmarshal(new String(json, StandardCharsets.UTF_8), Pod.class);
            nanos += System.nanoTime() - start;
            pods.put(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(), pod);
        }
        System.out.println(Math.round(largeCluster.pods() * 1e9 / nanos));
        while (System.in.read() >= 0) {}
        System.out.println(pods.size());
    }
}
