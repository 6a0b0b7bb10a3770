package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.running;

import ch.qos.logback.classic.Level;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.testing.Logged;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An outbox in use on a small volume that another file fills up; prints one line per observation. */
final class FullVolume {
    private static final int BATCH = 100;

    private final Path folder;
    private TestOutbox outbox;
    private int committed;

    private FullVolume(Path folder) {
        this.folder = folder;
        this.outbox = new TestOutbox(folder);
    }

    public static void main(String[] args) throws IOException {
        try (var logged = new Logged()) {
            new FullVolume(Path.of(args[0])).run();
            say(
                    "stack traces logged",
                    logged.atLeast(Level.WARN).stream()
                            .filter(event -> event.getThrowableProxy() != null)
                            .count());
        }
    }

    private void run() throws IOException {
        for (int i = 0; i < 20; i++) {
            commit();
        }
        outbox.deliverAll();
        outbox.file().tend();
        say("spare laid up", Files.exists(folder.resolve("outbox.db.spare")));

        Path ballast = folder.resolve("ballast");
        outbox.close();
        fill(ballast);
        outbox = new TestOutbox(folder);
        say("started on the full volume", outbox.texts("PRAGMA quick_check"));
        Files.delete(ballast);
        outbox.file().tend();
        fill(ballast);
        int before = committed;
        String refusal = null;
        while (refusal == null) {
            try {
                commit();
            } catch (OutboxException full) {
                refusal = String.valueOf(full.getMessage());
            }
        }
        say("committed on the full volume", committed - before >= 1000);
        say("delivered rows left", outbox.texts("SELECT count(*) FROM outbox WHERE state = 'delivered'"));
        say("refused with", refusal.contains("SQLITE_FULL"));
        say("fault", outbox.file().writeFault().isPresent());
        say("owed", owed() == committed - before);
        say("sound", outbox.texts("PRAGMA integrity_check"));

        outbox.file().tend();
        say("fault while still full", outbox.file().writeFault().isPresent());
        Files.delete(ballast);
        outbox.file().tend();
        say("fault with room", outbox.file().writeFault().isPresent());
        say("spare laid up", Files.exists(folder.resolve("outbox.db.spare")));
        commit();
        say("owed", owed() == committed - before);
        outbox.deliverAll();
        say("owed after delivery", owed());
        outbox.close();
    }

    private void commit() {
        List<DesiredState> states = new ArrayList<>(IntStream.range(committed, committed + BATCH)
                .mapToObj(i -> running("web-" + i, i + 1))
                .toList());
        outbox.commit(states);
        committed += BATCH;
    }

    private long owed() {
        return Long.parseLong(outbox.texts("SELECT count(*) FROM outbox WHERE state IN ('pending', 'leased')")
                .getFirst());
    }

    static void fill(Path ballast) {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            say("filled", true);
        }
    }

    static void say(String what, Object seen) {
        System.out.println(what + ": " + seen);
    }
}
