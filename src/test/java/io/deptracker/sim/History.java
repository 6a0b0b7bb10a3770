package io.deptracker.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** What happened, one line each: the last lines as text, and all of them as a hash. */
final class History {
    private static final int LINES_KEPT = 400;

    private final SimulatedTime time;
    private final MessageDigest all;
    private final Deque<String> last = new ArrayDeque<>();

    History(SimulatedTime time) {
        this.time = time;
        try {
            this.all = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void add(String event) {
        String line = time.passed().truncatedTo(ChronoUnit.MILLIS) + " " + event + "\n";
        all.update(line.getBytes(StandardCharsets.UTF_8));
        last.addLast(line);
        if (last.size() > LINES_KEPT) {
            last.removeFirst();
        }
    }

    /** Returns the last lines. */
    String last() {
        return String.join("", last);
    }

    /** Returns the hash of all lines. */
    String hash() {
        return HexFormat.of().formatHex(all.digest());
    }
}
