package io.deptracker.bench;

import static org.awaitility.Awaitility.await;

import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.testing.TrackerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A benchmark of the memory and the time that the packaged program needs, with the image's flags, to watch clusters of
 * several sizes; a process for each.
 */
final class MemoryBench {
    private static final List<Integer> SIZES = List.of(1_000, 5_000, 10_000, 50_000);
    /** Few enough for the heap that the options allow. */
    private static final List<Integer> WHOLE = List.of(500, 2_500);

    private static final int EVENTS = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(3);
    private static final double MB = 1e6;

    private final Path folder;

    MemoryBench(Path folder) {
        this.folder = folder;
    }

    /**
     * The measurements with one number of pods; sizes in bytes.
     *
     * @param peak the most that was resident until it had caught up
     * @param resident resident a moment after that
     * @param live the heap's reachable objects
     * @param ready the time from the start of the process until it had listed the cluster
     * @param caughtUp the time until GitHub had all records
     * @param cpu the processor time until then
     * @param events pods a second that it processed from a watch
     * @param peakOfEvents the most that was resident until those were processed
     */
    private record Run(
            int pods,
            long peak,
            long resident,
            long live,
            Duration ready,
            Duration caughtUp,
            Duration cpu,
            double events,
            long peakOfEvents) {}

    private record Whole(int pods, long live, long rate) {}

    void run() throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (int pods : SIZES) {
            runs.add(measure(new LargeCluster(pods)));
        }
        print(runs);
        List<Whole> whole = new ArrayList<>();
        for (int pods : WHOLE) {
            whole.add(keptWhole(pods));
        }
        print(runs, whole);
    }

    private Run measure(LargeCluster largeCluster) throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve("memory-" + largeCluster.pods()));
        try (var server = new LargeClusterServer(largeCluster);
                var gitHub = GitHubStandIn.start()) {
            gitHub.withoutContractCheck();
            // GitHub's limit is not measured.
            var variables = Map.of("BASE_URL", gitHub.baseUrl().toString(), "PACE", "1000", "BURST", "1000");
            Path kubeconfig = server.kubeconfig(home);
            long start = System.nanoTime();
            try (var tracker = TrackerProcess.startAsInImage(home, kubeconfig, variables)) {
                var memory = new JvmMemory(tracker.pid());
                tracker.awaitReady();
                Duration ready = Duration.ofNanos(System.nanoTime() - start);
                gitHub.awaitAccepted(largeCluster.workloads() * LargeCluster.CONTAINERS, PATIENCE);
                Duration caughtUp = Duration.ofNanos(System.nanoTime() - start);
                Duration cpu = memory.cpu();
                long peak = memory.peak();
                Thread.sleep(REST);
                long resident = memory.resident();
                long live = memory.live();
                double events = burst(largeCluster, server, gitHub);
                return new Run(largeCluster.pods(), peak, resident, live, ready, caughtUp, cpu, events, memory.peak());
            }
        }
    }

    /**
     * Changes pods one after another, and of every tenth the image. GitHub has the last one's record when all are
     * processed.
     */
    private static double burst(LargeCluster largeCluster, LargeClusterServer server, GitHubStandIn gitHub) {
        List<byte[]> events = new ArrayList<>();
        int last = 0;
        int build = 0;
        for (int event = 1; event <= EVENTS; event++) {
            last = (event - 1) % largeCluster.pods();
            build = 2 + (event - 1) / largeCluster.pods();
            events.add(LargeClusterServer.modified(largeCluster.pod(last, build, event + 1)));
        }
        String name = LargeCluster.recordName(last / LargeCluster.PODS_PER_WORKLOAD);
        String digest = "sha256:" + LargeCluster.digest(last / LargeCluster.PODS_PER_WORKLOAD, build);
        long start = System.nanoTime();
        server.send(events);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            ReceivedRecord record = gitHub.view().get(name);
            return record != null && record.digest().equals(digest);
        });
        return EVENTS * 1e9 / (System.nanoTime() - start);
    }

    private static Whole keptWhole(int pods) throws IOException, InterruptedException {
        var command = TrackerProcess.javaAsInImage();
        command.addAll(List.of(
                "-classpath",
                System.getProperty("java.class.path"),
                WholePods.class.getName(),
                Integer.toString(pods)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String rate = out.readLine();
            if (rate == null) {
                throw new IllegalStateException("the program that keeps pods whole ended early");
            }
            return new Whole(pods, new JvmMemory(process.pid()).live(), Long.parseLong(rate));
        } finally {
            process.destroy();
        }
    }

    private static void print(List<Run> runs) {
        var table = new Table(
                "pods",
                "RSS, MB",
                "peak, MB",
                "live heap, MB",
                "ready, s",
                "caught up, s",
                "CPU, s",
                "peak of events, MB");
        for (Run run : runs) {
            table.row(List.of(
                    Table.whole(run.pods),
                    Table.whole(run.resident / MB),
                    Table.whole(run.peak / MB),
                    Table.fraction(run.live / MB),
                    Table.fraction(run.ready.toMillis() / 1e3),
                    Table.fraction(run.caughtUp.toMillis() / 1e3),
                    Table.fraction(run.cpu.toMillis() / 1e3),
                    Table.whole(run.peakOfEvents / MB)));
        }
        table.print("Memory and time, from the start of the process with an empty outbox until GitHub's stand-in had a"
                + " record of each of the %d containers of each workload of %d pods. RSS is a moment later, CPU is the"
                        .formatted(LargeCluster.CONTAINERS, LargeCluster.PODS_PER_WORKLOAD)
                + " whole process's until then. The last peak is that of a burst of events.");
    }

    private static void print(List<Run> runs, List<Whole> whole) {
        double wholeSize = (double) (whole.getLast().live - whole.getFirst().live)
                / (whole.getLast().pods - whole.getFirst().pods);
        double parsed = whole.getLast().rate;
        Run first = runs.getFirst();
        var table = new Table(
                "pods",
                "kept, bytes a pod",
                "whole, bytes a pod",
                "kept/whole",
                "events/s",
                "parsed/s",
                "events/parsed");
        for (Run run : runs) {
            double kept = run.equals(first) ? Double.NaN : (double) (run.live - first.live) / (run.pods - first.pods);
            table.row(List.of(
                    Table.whole(run.pods),
                    run.equals(first) ? "" : Table.whole(kept),
                    Table.whole(wholeSize),
                    run.equals(first) ? "" : Table.fraction(kept / wholeSize),
                    Table.whole(run.events),
                    Table.whole(parsed),
                    Table.fraction(run.events / parsed)));
        }
        table.print(
                ("Bytes kept a pod, including its part of its owners: how much more heap is live than with %,d pods;"
                                + " and next to it the same of a program that keeps the client's pods whole. Events are %,d changed"
                                + " pods of a watch, with a new image every tenth; parsed/s is what that program parsed on one"
                                + " thread.")
                        .formatted(first.pods, EVENTS));
    }
}
