package io.deptracker.outbox.file;

import io.deptracker.outbox.TestOutbox;
import java.nio.file.Files;
import java.nio.file.Path;

/** A second controller on a small, full volume; prints one line per observation. */
final class SecondOnFullVolume {
    private SecondOnFullVolume() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path path = folder.resolve("outbox.db");
        try (var outbox = new TestOutbox(folder)) {
            outbox.file().tend();
        }
        FullVolume.say("spare laid up", Files.exists(folder.resolve("outbox.db.spare")));
        // Reading a file whose lock this process holds would release the lock: each controller is a separate process.
        Process first = OpenInChild.start(path);
        OpenInChild.said(first);
        FullVolume.fill(folder.resolve("ballast"));
        FolderState before = FolderState.of(folder);
        Process second = OpenInChild.start(path);
        FullVolume.say("second refused", OpenInChild.said(second).contains("only one controller"));
        second.destroyForcibly().waitFor();
        FullVolume.say("nothing changed", FolderState.of(folder).equals(before));
        first.destroyForcibly().waitFor();

        Files.delete(folder.resolve("outbox.db.lock"));
        FullVolume.fill(folder.resolve("more"));
        try (var again = new TestOutbox(folder)) {
            FullVolume.say("started on the full volume without a lock file", again.texts("PRAGMA quick_check"));
        }
    }
}
