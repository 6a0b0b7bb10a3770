package io.deptracker.bench;

import io.deptracker.testing.Jcmd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of another JVM on this machine, as Linux and the JVM itself report it. */
record JvmMemory(long pid) {
    private static final Pattern FILLER =
            Pattern.compile("\\d+:\\s+\\d+\\s+(\\d+)\\s+\\S*jdk\\.internal\\.vm\\.Filler");

    /** Returns the resident bytes now. */
    long resident() throws IOException {
        return status("VmRSS");
    }

    /** Returns the most bytes that were ever resident. */
    long peak() throws IOException {
        return status("VmHWM");
    }

    /** Returns the bytes of all reachable objects, after a full collection. */
    long live() throws IOException, InterruptedException {
        String histogram = Jcmd.run(pid, "GC.class_histogram");
        // Gaps that a collection did not close are listed as objects.
        long gaps = FILLER.matcher(histogram)
                .results()
                .mapToLong(filler -> Long.parseLong(filler.group(1)))
                .sum();
        return number(Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)"), histogram) - gaps;
    }

    Duration cpu() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private long status(String field) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        return 1024 * number(Pattern.compile("(?m)^" + field + ":\\s+(\\d+) kB"), status);
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
