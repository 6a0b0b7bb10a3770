package io.deptracker.cluster;

import io.deptracker.record.Digest;
import io.deptracker.record.ImageName;
import io.deptracker.record.ImageReference;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The image that a container was started with, for containers whose start was not seen. If the pod's spec may have
 * changed since then and the status names another image, the status decides: the new image has not started yet, or
 * cannot.
 *
 * <p>The status alone would not be enough. A runtime names an image by any of the tags that it has on the node, in any
 * spelling, so it counts only if the pod was changed at all. The evidence is {@code metadata.generation}, which is 1
 * until then, and the times in {@code metadata.managedFields}. If neither is there, the status counts.
 */
final class StartedImage {
    /** What a runtime reports in place of a reference if no name refers to the image any more. */
    private static final Pattern ID = Pattern.compile("(sha256:)?[a-f0-9]{64}");

    private StartedImage() {}

    /**
     * Returns the image that a container was started with, as a reference.
     *
     * @param spec the image in the pod's spec
     * @param status the image in the container's status, or empty if there is none
     * @param metadata of the pod
     * @param startedAt when the container started, in seconds since 1970
     */
    static String of(String spec, String status, ObjectMeta metadata, long startedAt) {
        boolean isName = !status.isEmpty() && !ID.matcher(status).matches();
        return isName && !status.equals(spec) && mayHaveChanged(metadata, startedAt) ? other(spec, status) : spec;
    }

    private static boolean mayHaveChanged(ObjectMeta metadata, long startedAt) {
        Long generation = metadata.getGeneration();
        if (generation != null && generation == 1) {
            return false;
        }
        @Nullable List<ManagedFieldsEntry> fields = metadata.getManagedFields();
        return fields == null
                || fields.isEmpty()
                || fields.stream().anyMatch(entry -> isSpecChange(entry) && isAfter(entry.getTime(), startedAt));
    }

    private static boolean isSpecChange(ManagedFieldsEntry entry) {
        return entry.getSubresource() == null || entry.getSubresource().isEmpty();
    }

    private static boolean isAfter(@Nullable String time, long second) {
        try {
            return time == null || Instant.parse(time).getEpochSecond() > second;
        } catch (DateTimeException unreadable) {
            return true;
        }
    }

    /**
     * Returns the status's image if it differs from the spec's; in the spec's spelling of its name if that is the same.
     */
    private static String other(String spec, String status) {
        var inSpec = ImageReference.parse(spec);
        var inStatus = ImageReference.parse(status);
        if (!new ImageName(inSpec.name()).isSameAs(new ImageName(inStatus.name()))) {
            return status;
        }
        @Nullable Digest pinnedInSpec = Digest.pinnedIn(spec).orElse(null);
        @Nullable Digest pinnedInStatus = Digest.pinnedIn(status).orElse(null);
        boolean isSame;
        if (pinnedInSpec != null && pinnedInStatus != null) {
            isSame = pinnedInSpec.equals(pinnedInStatus);
        } else if (pinnedInSpec == null && pinnedInStatus == null) {
            isSame = tag(inSpec).equals(tag(inStatus));
        } else {
            // Runtimes drop the tag or the digest of a reference that has both, so only two tags show a difference.
            isSame = inSpec.tag() == null
                    || inStatus.tag() == null
                    || inSpec.tag().equals(inStatus.tag());
        }
        return isSame ? spec : inSpec.name() + status.substring(inStatus.name().length());
    }

    private static String tag(ImageReference image) {
        return image.tag() == null ? "latest" : image.tag();
    }
}
