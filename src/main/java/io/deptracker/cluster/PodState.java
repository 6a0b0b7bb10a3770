package io.deptracker.cluster;

import io.deptracker.record.Digest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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
 * @param templateHash the label by which its controller knows its template (of a ReplicaSet's pods
 *     pod-template-hash, of others controller-revision-hash), or null if it has none
 * @param createdAt its creation, in seconds since 1970
 * @param phase what the server says of its life
 * @param containers its containers, then its init containers, in the order of its template
 * @param starts when those started
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
        ContainerStarts starts,
        Map<String, String> annotations) {

    /** As far as it matters here. */
    enum Phase {
        RUNNING,
        /** Its work has ended, well or badly. */
        ENDED,
        /** Not yet running, or evicted and to be replaced. */
        OTHER
    }

    /** Where the digest of a container is from, the best first. */
    enum Source {
        /** The image is pinned to it. */
        SPEC,
        /** The runtime has it of the repository that the image names. */
        REPOSITORY,
        /** The runtime has it of another repository: the node has that image under several names. */
        OTHER_REPOSITORY,
        /** There is none: the image was not pulled from a registry. */
        LOCAL_IMAGE,
        /** There is none, or not yet. */
        NONE
    }

    /**
     * A container of a pod.
     *
     * @param name its name within the pod
     * @param image the image that it was started with; as the template has it if it was not started yet
     * @param digest what it runs, or null if that is not known or not a sha256 digest of a registry
     * @param source where the digest is from
     */
    record Container(String name, String image, @Nullable Digest digest, Source source) {
        /** A container whose digest, if any, is of the image's repository. */
        Container(String name, String image, @Nullable Digest digest) {
            this(name, image, digest, digest == null ? Source.NONE : Source.REPOSITORY);
        }
    }

    /** With the creation as the server writes it, and containers of which no start is known. */
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
                second(createdAt),
                phase,
                containers,
                ContainerStarts.NONE,
                annotations);
    }

    /** Reads an instant in RFC 3339; one that the server did not write is the oldest. */
    static long second(@Nullable String timestamp) {
        try {
            return timestamp == null ? 0 : Instant.parse(timestamp).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            return 0;
        }
    }

    /** Returns the place of a container among all, or -1 if there is none of that name. */
    int indexOf(String container) {
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i).name().equals(container)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns this pod with every field that equals the other's replaced by the other's instance, so that pods of one template
     * share memory. Unlike a table of shared values, this keeps nothing that no pod uses.
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
                        theOther(starts, other.starts),
                        theOther(annotations, other.annotations));
    }

    private static <T extends @Nullable Object> T theOther(T own, T other) {
        return Objects.equals(own, other) ? other : own;
    }
}
