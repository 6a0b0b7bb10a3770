package io.deptracker.sim;

import io.deptracker.cluster.ClusterSimulation;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.standin.github.ReceivedRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The judge of a simulation: it watches every call, and compares the file with what GitHub shows. */
final class Judge implements SimulatedGitHub.Observer {
    private static final int MOST_CALLS_A_MINUTE = 180;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration ROUNDING = Duration.ofSeconds(2);

    /** A confirmation is due 5 minutes after the acceptance, and enqueued by the next upkeep. */
    private static final Duration UNTIL_CONFIRMED = Duration.ofMinutes(10);

    private record Charge(long attempts, long acceptedCalls) {}

    private final SimulatedTime time;
    private final SimulatedDisk disk;
    private final History history;
    private final Deque<Long> lastMinute = new ArrayDeque<>();
    private final Set<String> inFlight = new HashSet<>();
    private final Map<String, Long> newestAccepted = new HashMap<>();
    private final Map<Long, Charge> charges = new HashMap<>();
    private final Set<String> digests = new TreeSet<>();
    private @Nullable FileView outbox;
    private final Map<String, Long> lateStores = new HashMap<>();
    private long processes;
    private long acceptedCalls;
    private long limitedUntil;
    private long calls;
    private long highestRow;

    Judge(SimulatedTime time, SimulatedDisk disk, History history) {
        this.time = time;
        this.disk = disk;
        this.history = history;
    }

    /** Begins to judge a new process. Its predecessor's calls are over. */
    void process(OutboxFile file) {
        outbox = new FileView(file, disk);
        processes++;
        inFlight.clear();
    }

    /** Forgets what a restored copy of the file cannot know. */
    void restored() {
        newestAccepted.clear();
        charges.clear();
        limitedUntil = 0;
    }

    /** Forgets a limit that the client need not keep: its clock was set, or an operator opened the gate. */
    void unlimited() {
        limitedUntil = 0;
    }

    long calls() {
        return calls;
    }

    /** Returns about how many rows the outbox ever had. */
    long rows() {
        return highestRow;
    }

    /** Returns the digests that were ever sent. */
    Set<String> digests() {
        return digests;
    }

    @Override
    public SimulatedGitHub.Call sent(List<ReceivedRecord> records) {
        calls++;
        long now = time.nanos();
        lastMinute.addLast(now);
        while (lastMinute.getFirst() <= now - MINUTE.toNanos()) {
            lastMinute.removeFirst();
        }
        require(lastMinute.size() <= MOST_CALLS_A_MINUTE, "more than 180 calls in a minute");
        require(
                now >= limitedUntil,
                "a call %s before the end of a limit".formatted(Duration.ofNanos(limitedUntil - now)));
        Map<String, Long> rows = file().leased();
        rows.values().forEach(row -> highestRow = Math.max(highestRow, row));
        var names = new TreeMap<String, Long>();
        for (ReceivedRecord record : records) {
            digests.add(record.digest());
            String name = record.deploymentName();
            require(inFlight.add(name), "two calls in flight for " + name);
            names.put(name, Objects.requireNonNull(rows.get(name), () -> "no row is leased for " + name));
        }
        history.add("call " + names);
        return new ObservedCall(names);
    }

    private final class ObservedCall implements SimulatedGitHub.Call {
        private final Map<String, Long> rows;
        private final long begunBy = processes;
        private boolean over;

        ObservedCall(Map<String, Long> rows) {
            this.rows = rows;
        }

        @Override
        public void arrived() {
            if (begunBy == processes) {
                rows.keySet().forEach(inFlight::remove);
            }
        }

        @Override
        public void stored(List<ReceivedRecord> records) {
            acceptedCalls++;
            // Its sender waits no longer: it may come after a newer one, and is made up for by a confirmation.
            boolean isLate = over || begunBy != processes;
            for (ReceivedRecord record : records) {
                String name = record.deploymentName();
                long row = Objects.requireNonNull(rows.get(name));
                if (isLate) {
                    lateStores.put(name, time.nanos());
                } else {
                    Long newest = newestAccepted.put(name, row);
                    require(newest == null || newest <= row, "an older state accepted after a newer one: " + name);
                }
            }
            history.add("stored " + records.stream().map(Judge::text).toList());
        }

        @Override
        public void answered(String answer, long limited) {
            over = true;
            arrived();
            // It is stated in seconds, which the client rounds.
            limitedUntil = Math.max(limitedUntil, limited - ROUNDING.toNanos());
            history.add("answer " + answer + " for " + rows);
        }
    }

    /** Checks the file against what GitHub shows; no call may be in flight. */
    void check(Map<String, ReceivedRecord> shown) {
        var inFile = new HashSet<String>();
        for (FileView.Deployment deployment : file().deployments()) {
            String name = deployment.deploymentName();
            inFile.add(name);
            require(
                    !"nothing_owed".equals(deployment.reason()),
                    "a difference of which nothing is owed: " + deployment);
            require(
                    deployment.isShown(shown.get(name)) || deployment.reason() != null || isLate(name),
                    "an unexplained difference: %s, GitHub shows %s".formatted(deployment, shown.get(name)));
        }
        shown.forEach((name, record) -> require(
                !record.status().equals("deployed") || inFile.contains(name) || isLate(name),
                "deployed at GitHub and not in the file: " + name));
        checkCharges();
        checkBounds();
    }

    /** Returns whether a record was stored late under a name, and its confirmation is not due yet. */
    private boolean isLate(String name) {
        Long at = lateStores.get(name);
        return at != null && time.nanos() - at < UNTIL_CONFIRMED.toNanos();
    }

    private void checkCharges() {
        file().attempts().forEach((id, attempts) -> {
            Charge before = charges.getOrDefault(id, new Charge(0, 0));
            boolean isCharged = attempts > before.attempts();
            require(
                    !isCharged || acceptedCalls > before.acceptedCalls(),
                    "attempts of row %d charged without a success of others: %d".formatted(id, attempts));
            charges.put(id, new Charge(attempts, isCharged ? acceptedCalls : before.acceptedCalls()));
        });
    }

    private void checkBounds() {
        require(file().fileBytes() < 32 << 20, "the file has grown to " + file().fileBytes());
        require(file().walBytes() < 48 << 20, "the log has grown to " + file().walBytes());
    }

    /** Returns the names of the deployments in the file, with the reason of each that differs. */
    Map<String, String> reasons() {
        var reasons = new TreeMap<String, String>();
        file().deployments()
                .forEach(each -> reasons.put(each.deploymentName(), Objects.requireNonNullElse(each.reason(), "")));
        return reasons;
    }

    /** Returns the digest of the row that a differing deployment waits for; empty if there is none. */
    String waitsWith(String name) {
        return file().deployments().stream()
                .filter(each -> each.deploymentName().equals(name))
                .map(each -> Objects.requireNonNullElse(each.waitsWith(), ""))
                .findFirst()
                .orElse("");
    }

    private FileView file() {
        return Objects.requireNonNull(outbox);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    /** Returns a record in the form of the cluster's model. */
    static String text(ReceivedRecord record) {
        return record.status().equals("deployed")
                ? "%s:%s %s %s %s"
                        .formatted(
                                record.name(), record.version(), record.digest(), record.tags(), record.runtimeRisks())
                : ClusterSimulation.GONE;
    }
}
