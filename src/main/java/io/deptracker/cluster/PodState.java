package io.deptracker.cluster;

import io.deptracker.record.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a pod: only what records are made of.
 *
 * @param namespace where it is
 * @param name its name
 * @param owner its controller, or null where it has none
 * @param templateHash its pod-template-hash label, or null where it has none
 * @param createdAt its creation, in seconds since 1970
 * @param phase what the server says of its life
 * @param containers its containers, then its init containers, in the order of its template
 * @param annotations those that this program reads
 */
record PodState(
        String namespace,
        String name,
        @Nullable OwnerRef owner,
        @Nullable String templateHash,
        long createdAt,
        Phase phase,
        List<Container> containers,
        Map<String, String> annotations) {

    /** As far as it matters here. */
    enum Phase {
        RUNNING,
        /** Its work has ended, well or badly. */
        ENDED,
        /** Not yet running, or evicted and to be replaced. */
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

    /** What tells a pod from all others at one time. */
    record Key(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /** With the creation as the server writes it, in RFC 3339; one that it did not write is the oldest. */
    PodState(
            String namespace,
            String name,
            @Nullable OwnerRef owner,
            @Nullable String templateHash,
            String createdAt,
            Phase phase,
            List<Container> containers,
            Map<String, String> annotations) {
        this(
                namespace,
                name,
                owner,
                templateHash,
                createdAt.isEmpty() ? 0 : Instant.parse(createdAt).getEpochSecond(),
                phase,
                containers,
                annotations);
    }

    Key key() {
        return new Key(namespace, name);
    }

    /**
     * The same pod, in the other's words where they say the same: pods of one template then take little more memory than one,
     * and what no pod uses is not kept, as it would be in a table of words.
     */
    PodState sharing(@Nullable PodState other) {
        return other == null
                ? this
                : new PodState(
                        theOther(namespace, other.namespace),
                        theOther(name, other.name),
                        theOther(owner, other.owner),
                        theOther(templateHash, other.templateHash),
                        createdAt,
                        phase,
                        theOther(containers, other.containers),
                        theOther(annotations, other.annotations));
    }

    private static <T extends @Nullable Object> T theOther(T own, T other) {
        return Objects.equals(own, other) ? other : own;
    }
}
