package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Source;
import io.deptracker.record.Digest;
import io.deptracker.record.ImageName;
import io.deptracker.record.ImageReference;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reader of what one pod's containers run. Each has the image that it was started with. An image that is changed in
 * place counts once the ID of the container or of its image changes: until then the old image runs, or none.
 *
 * <p>If the pod was seen before, a container in the same run keeps what was read then. If not, as after a restart of
 * this program, {@link StartedImage} compares spec and status.
 */
final class ContainerReader {
    private static final Pattern SCHEME = Pattern.compile("^[a-z-]+://");

    private final Pod pod;
    private final long createdAt;
    private final @Nullable PodState before;
    private final Map<String, ContainerStatus> statuses = new HashMap<>();
    private final List<Container> containers = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();

    /**
     * @param pod the pod
     * @param createdAt its creation, in seconds since 1970
     * @param before the same pod when it was seen last, or null if it was not seen
     */
    ContainerReader(Pod pod, long createdAt, @Nullable PodState before) {
        this.pod = pod;
        this.createdAt = createdAt;
        this.before = before;
        @Nullable PodStatus status = pod.getStatus();
        if (status != null) {
            status.getContainerStatuses().forEach(this::add);
            status.getInitContainerStatuses().forEach(this::add);
        }
        if (pod.getSpec() != null) {
            pod.getSpec().getContainers().forEach(this::read);
            pod.getSpec().getInitContainers().forEach(this::read);
        }
    }

    List<Container> containers() {
        return List.copyOf(containers);
    }

    ContainerStarts starts() {
        return starts.isEmpty()
                ? ContainerStarts.NONE
                : new ContainerStarts(starts.stream().mapToLong(Long::longValue).toArray());
    }

    private void add(@Nullable ContainerStatus status) {
        if (status == null) {
            return;
        }
        statuses.put(status.getName(), status);
    }

    private void read(io.fabric8.kubernetes.api.model.@Nullable Container spec) {
        if (spec == null || spec.getName() == null) {
            // No API server accepts such a name, and nothing could be recorded under it.
            return;
        }
        @Nullable ContainerStatus status = statuses.get(spec.getName());
        String image = text(spec.getImage());
        if (status == null || !hasStarted(status)) {
            containers.add(new Container(spec.getName(), image, null, Source.NONE));
            starts.add(ContainerStarts.NEVER);
            return;
        }
        long second = startedAt(status);
        long start = ContainerStarts.start(
                second,
                Objects.requireNonNullElse(status.getRestartCount(), 0),
                text(status.getContainerID()),
                text(status.getImageID()));
        starts.add(start);
        int known = before == null ? -1 : before.indexOf(spec.getName());
        if (before == null || known < 0 || !before.starts().hasStarted(known)) {
            String startedWith = StartedImage.of(image, text(status.getImage()), pod.getMetadata(), second);
            containers.add(container(spec.getName(), startedWith, text(status.getImageID())));
        } else if (new ContainerStarts(start).isSameRun(0, before.starts(), known)) {
            containers.add(before.containers().get(known));
        } else {
            containers.add(container(spec.getName(), image, text(status.getImageID())));
        }
    }

    private static boolean hasStarted(ContainerStatus status) {
        ContainerState state = status.getState();
        return !text(status.getContainerID()).isEmpty()
                || !text(status.getImageID()).isEmpty()
                || (state != null && state.getRunning() != null);
    }

    /** Returns when the last run began, even if it has ended: between two crashes a container must not appear older. */
    private long startedAt(ContainerStatus status) {
        for (ContainerState state : new ContainerState[] {status.getState(), status.getLastState()}) {
            if (state != null && state.getRunning() != null) {
                return second(state.getRunning().getStartedAt());
            }
            if (state != null && state.getTerminated() != null) {
                return second(state.getTerminated().getStartedAt());
            }
        }
        return createdAt;
    }

    private long second(@Nullable String timestamp) {
        try {
            return timestamp == null ? createdAt : Instant.parse(timestamp).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            // A runtime that does not know the start may write anything; the pod's creation is the earliest possible
            // time.
            return createdAt;
        }
    }

    private static Container container(String name, String image, String imageId) {
        @Nullable Digest pinned = Digest.pinnedIn(image).orElse(null);
        if (pinned != null) {
            return new Container(name, image, pinned, Source.SPEC);
        }
        @Nullable Digest digest = Digest.fromImageId(imageId).orElse(null);
        if (digest == null) {
            boolean isLocal = !imageId.isEmpty() && imageId.indexOf('@') < 0;
            return new Container(name, image, null, isLocal ? Source.LOCAL_IMAGE : Source.NONE);
        }
        var repository = new ImageName(
                ImageReference.parse(SCHEME.matcher(imageId).replaceFirst("")).name());
        boolean isNamed =
                repository.isSameAs(new ImageName(ImageReference.parse(image).name()));
        return new Container(name, image, digest, isNamed ? Source.REPOSITORY : Source.OTHER_REPOSITORY);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
