package io.deptracker.cluster;

import io.deptracker.record.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a pod: only what records are made of.
 *
 * @param namespace where it is
 * @param name its name
 * @param owner its controller, or null where it has none
 * @param templateHash its pod-template-hash label, or null where it has none
 * @param createdAt its creation, in RFC 3339 as the server wrote it, which sorts as time does
 * @param phase what the server says of its life
 * @param containers its containers, then its init containers, in the order of its template
 * @param annotations those that this program reads
 */
record PodState(
        String namespace,
        String name,
        @Nullable OwnerRef owner,
        @Nullable String templateHash,
        String createdAt,
        Phase phase,
        List<Container> containers,
        Map<String, String> annotations) {

    /** As far as it matters here. */
    enum Phase {
        RUNNING,
        /** Succeeded or failed. */
        ENDED,
        OTHER
    }

    /**
     * A container of a pod.
     *
     * @param name its name within the pod
     * @param image the image as the template has it
     * @param digest what it runs, or null where that is not known or not a sha256 digest
     */
    record Container(String name, String image, @Nullable Digest digest) {}

    String key() {
        return key(namespace, name);
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
