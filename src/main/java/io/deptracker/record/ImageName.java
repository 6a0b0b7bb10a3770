package io.deptracker.record;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image without tag and digest. Docker Hub's names have several spellings: {@code nginx},
 * {@code library/nginx}, {@code docker.io/library/nginx} and {@code index.docker.io/library/nginx} are one repository.
 *
 * @param text the name as it was written
 */
public record ImageName(String text) {
    private static final String HUB = "docker.io/";
    private static final String OFFICIAL = "library/";

    /** The hosts that serve Docker Hub, as references and image IDs name them. */
    private static final List<String> HUB_HOSTS =
            List.of(HUB, "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/");

    /** Returns the canonical spelling of the name. */
    public String canonical() {
        String path = hubPath();
        return path == null ? text : HUB + path;
    }

    /** Checks whether both names refer to the same repository. */
    public boolean isSameAs(ImageName other) {
        return text.equals(other.text) || canonical().equals(other.canonical());
    }

    /** Returns every spelling of the name, the written one first; a name of another registry has only one. */
    public List<String> spellings() {
        String path = hubPath();
        if (path == null) {
            return List.of(text);
        }
        List<String> paths =
                path.startsWith(OFFICIAL) ? List.of(path, path.substring(OFFICIAL.length())) : List.of(path);
        var spellings = new LinkedHashSet<String>();
        spellings.add(text);
        for (String each : paths) {
            spellings.add(each);
            HUB_HOSTS.forEach(host -> spellings.add(host + each));
        }
        return List.copyOf(spellings);
    }

    /** Returns the path within Docker Hub with its namespace, or null if the name is not on Docker Hub. */
    private @Nullable String hubPath() {
        for (String host : HUB_HOSTS) {
            if (text.startsWith(host)) {
                return withNamespace(text.substring(host.length()));
            }
        }
        return hasHost() ? null : withNamespace(text);
    }

    private static String withNamespace(String path) {
        return path.indexOf('/') < 0 ? OFFICIAL + path : path;
    }

    /** Checks whether the first part is a host: it is if it has a dot or a port, or is localhost. */
    private boolean hasHost() {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String first = text.substring(0, slash);
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    @Override
    public String toString() {
        return text;
    }
}
