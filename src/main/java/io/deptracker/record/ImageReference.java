package io.deptracker.record;

import org.jspecify.annotations.Nullable;

/**
 * A parsed image reference of a pod's template.
 *
 * @param name the image without tag and digest, its registry's port kept
 * @param tag the tag, or null if the reference has none
 */
public record ImageReference(String name, @Nullable String tag) {

    /** Parses a reference; never fails, since the cluster decides what a valid reference is. */
    public static ImageReference parse(String reference) {
        int at = reference.indexOf('@');
        String named = at < 0 ? reference : reference.substring(0, at);
        // A colon before the last slash belongs to the registry's port, not to a tag.
        int colon = named.lastIndexOf(':');
        if (colon <= named.lastIndexOf('/')) {
            return new ImageReference(named, null);
        }
        String tag = named.substring(colon + 1);
        return new ImageReference(named.substring(0, colon), tag.isEmpty() ? null : tag);
    }
}
