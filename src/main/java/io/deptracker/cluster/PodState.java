package io.deptracker.cluster;

import io.deptracker.record.Digest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a pod, reduced to what records are made of.
 *
 * @param namespace its namespace
 * @param name its name
 * @param owner its controller, or null if it has none
 * @param templateHash the label by which its controller identifies its template (pod-template-hash for a ReplicaSet's
 *     pods, controller-revision-hash for others), or null if it has none
 * @param createdAt its creation, in seconds since 1970
 * @param phase the phase of its life
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

    /** The phase of a pod's life, as far as it matters here. */
    enum Phase {
        RUNNING,
        /** Its work has ended, successfully or not. */
        ENDED,
        /** Not yet running, or evicted and to be replaced. */
        OTHER
    }

    /** The source of a container's digest, the best first. */
    enum Source {
        /** The image is pinned to the digest. */
        SPEC,
        /** The runtime reports it for the repository that the image names. */
        REPOSITORY,
        /** The runtime reports it for another repository: the node has that image under several names. */
        OTHER_REPOSITORY,
        /** There is no digest: the image was not pulled from a registry. */
        LOCAL_IMAGE,
        /** There is no digest, or not yet. */
        NONE
    }

    /**
     * A container of a pod.
     *
     * @param name its name within the pod
     * @param image the image that it was started with; the template's image if it was not started yet
     * @param digest what it runs, or null if that is not known or not a sha256 digest of a registry
     * @param source where the digest is from
     */
    record Container(String name, String image, @Nullable Digest digest, Source source) {
        /** Creates a container whose digest, if any, belongs to the image's repository. */
        Container(String name, String image, @Nullable Digest digest) {
            this(name, image, digest, digest == null ? Source.NONE : Source.REPOSITORY);
        }
    }

    /** Creates a state with the creation as the server writes it, and containers without a known start. */
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

    /** Reads an instant in RFC 3339; a missing or invalid one is read as the oldest. */
    static long second(@Nullable String timestamp) {
        try {
            return timestamp == null ? 0 : Instant.parse(timestamp).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            return 0;
        }
    }

    /** Returns the index of a container, or -1 if there is none of that name. */
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
