package io.deptracker.doctor;

import io.deptracker.outbox.file.NetworkVolume;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The volume of the outbox.
 *
 * @param folder the outbox's, or the nearest existing one above it
 * @param type of its file system
 * @param freeBytes the space available
 * @param writable whether this user may write there
 */
record Volume(Path folder, String type, long freeBytes, boolean writable) {
    private static final String CHECK = "volume";
    private static final long MEBIBYTE = 1 << 20;
    private static final long LITTLE = 100 * MEBIBYTE;

    /** Less than the write-ahead log may need. */
    private static final long TOO_LITTLE = 20 * MEBIBYTE;

    static Volume of(Path outbox) throws IOException {
        Path folder = outbox.toAbsolutePath().getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IOException(outbox + " is in no folder");
        }
        FileStore store = Files.getFileStore(folder);
        return new Volume(folder, store.type(), store.getUsableSpace(), Files.isWritable(folder));
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!writable) {
            findings.add(Finding.fail(
                    CHECK,
                    folder + " can't be written by this user",
                    "check the volume's owner, fsGroup and readOnly"));
        }
        findings.add(
                NetworkVolume.isNetwork(type)
                        ? Finding.warn(
                                CHECK,
                                "%s is a network file system (%s), on which SQLite's locks can't be relied on"
                                        .formatted(folder, type),
                                NetworkVolume.ADVICE)
                        : Finding.ok(CHECK, "%s is on %s".formatted(folder, type)));
        String free = "%s has %d MiB free".formatted(folder, freeBytes / MEBIBYTE);
        String advice = "enlarge the volume, or check what else uses it";
        if (freeBytes < TOO_LITTLE) {
            findings.add(Finding.fail(CHECK, free, advice));
        } else {
            findings.add(freeBytes < LITTLE ? Finding.warn(CHECK, free, advice) : Finding.ok(CHECK, free));
        }
        return findings;
    }
}
