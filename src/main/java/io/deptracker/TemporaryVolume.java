package io.deptracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A check whether the outbox's volume is lost with the container or the pod, by Linux' table of mounts. */
final class TemporaryVolume {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryVolume.class);
    private static final Path TABLE = Path.of("/proc/self/mountinfo");

    /** Id, parent, device, root within the file system, mount point, options and more, {@code -}, type, source, options. */
    private record Mount(String root, Path point, String type) {
        private static final int ROOT = 3;
        private static final int POINT = 4;

        static Optional<Mount> parse(String line) {
            List<String> fields = List.of(line.split(" ", -1));
            int separator = fields.indexOf("-");
            if (separator <= POINT || separator + 1 >= fields.size()) {
                return Optional.empty();
            }
            return Optional.of(new Mount(
                    fields.get(ROOT), Path.of(fields.get(POINT).replace("\\040", " ")), fields.get(separator + 1)));
        }
    }

    private TemporaryVolume() {}

    /** Returns what the file is on if that is lost with the container or the pod. */
    static Optional<String> of(Path outbox) {
        return of(outbox, TABLE);
    }

    static Optional<String> of(Path outbox, Path table) {
        if (!Files.isReadable(table)) {
            return Optional.empty();
        }
        try {
            Path absolute = outbox.toAbsolutePath();
            Path folder = absolute.getParent();
            Path place = folder != null && Files.exists(folder) ? folder.toRealPath() : absolute;
            return of(place, Files.readAllLines(table));
        } catch (IOException unreadable) {
            LOG.atDebug()
                    .setCause(unreadable)
                    .log("cannot read the table of mounts; not checking for a temporary volume");
            return Optional.empty();
        }
    }

    static Optional<String> of(Path place, List<String> table) {
        return table.stream()
                .flatMap(line -> Mount.parse(line).stream())
                .filter(mount -> place.startsWith(mount.point()))
                // A later mount on the same folder hides an earlier one.
                .reduce((one, next) ->
                        next.point().getNameCount() >= one.point().getNameCount() ? next : one)
                .flatMap(TemporaryVolume::end);
    }

    private static Optional<String> end(Mount mount) {
        if (mount.root().contains("/kubernetes.io~empty-dir/")) {
            return Optional.of("an emptyDir, which ends with the pod");
        }
        // Under another mount point it is a folder of the node, which may be a container itself.
        if (mount.type().equals("overlay") && mount.point().getNameCount() == 0) {
            return Optional.of("the container's own file system, which ends with the container");
        }
        return mount.type().equals("tmpfs") ? Optional.of("a file system in memory (tmpfs)") : Optional.empty();
    }
}
