package io.deptracker.outbox.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check for file systems that several machines may mount, such as NFS, EFS and SMB: SQLite's locks are not reliable there.
 */
public final class NetworkVolume {
    /** The advice for the operator. */
    public static final String ADVICE =
            "use a volume of one node: accessModes ReadWriteOnce on a block device or a local disk";

    private static final Logger LOG = LoggerFactory.getLogger(NetworkVolume.class);

    /** The system's names of their types. EFS is nfs4; FUSE may hide any of them. */
    private static final Set<String> SHARED = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "afs",
            "ocfs2",
            "gfs2",
            "beegfs");

    /** A source of file system types. */
    @FunctionalInterface
    interface Types {
        Types SYSTEM = path -> Files.getFileStore(path).type();

        /** Returns the type of the file system that contains a file. */
        String of(Path path) throws IOException;
    }

    private NetworkVolume() {}

    /** Returns whether several machines may mount a file system of that type. */
    public static boolean isNetwork(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return SHARED.contains(lower) || lower.startsWith("fuse");
    }

    /** Returns whether the outbox is on such a file system, and warns if it is. */
    static boolean check(Path outbox, Types types) throws IOException {
        String type = types.of(outbox);
        boolean network = isNetwork(type);
        if (network) {
            LOG.atWarn()
                    .addKeyValue("outbox", outbox)
                    .addKeyValue("file_system", type)
                    .log(
                            "outbox is on a network file system, on which SQLite's locks can't be relied on: two controllers"
                                    + " could write the file and corrupt it; " + ADVICE);
        }
        return network;
    }
}
