package io.deptracker.demo;

import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** GitHub in the demo: it keeps its records in a file, can be down, and prints the calls that reach it. */
final class DemoGitHub implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 50;

    private final GitHubStandIn standIn = GitHubStandIn.start();
    private final Set<String> withoutAttestation = ConcurrentHashMap.newKeySet();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered503 = new AtomicInteger();
    private final AtomicInteger answered404 = new AtomicInteger();
    private final Path file;
    private final Screen screen;
    private final Thread shower =
            Thread.ofPlatform().daemon().name("github-shower").unstarted(this::keepShowing);
    private volatile boolean down;
    private int shown;

    DemoGitHub(Path file, Screen screen) throws IOException {
        this.file = file;
        this.screen = screen;
        standIn.load(file);
        standIn.answerWith(this::answer);
        shower.start();
    }

    URI url() {
        return standIn.baseUrl();
    }

    void goDown() {
        down = true;
    }

    void comeBack() {
        down = false;
    }

    /** Withholds the attestation of this digest from now on. */
    void withhold(String digest) {
        withoutAttestation.add(digest);
        standIn.unknown(digest);
    }

    void publish(String digest) {
        withoutAttestation.remove(digest);
        standIn.publish(digest);
    }

    Map<String, ReceivedRecord> view() {
        return standIn.view();
    }

    int calls() {
        return standIn.calls().size();
    }

    int records() {
        return standIn.accepted().size();
    }

    int answered404() {
        return answered404.get();
    }

    int answered503() {
        return answered503.get();
    }

    /** Prints the calls since the last time and saves the records: a run may be cut off at any time. */
    synchronized void show() {
        for (String refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            screen.happened("GitHub", refusal);
        }
        List<ReceivedRecord> accepted = standIn.accepted();
        for (ReceivedRecord record : accepted.subList(shown, accepted.size())) {
            screen.happened(
                    "GitHub",
                    "stored: %-14s  %-22s  %s"
                            .formatted(record.status(), record.deploymentName(), DemoComparison.image(record)));
        }
        if (accepted.size() > shown) {
            shown = accepted.size();
            save();
        }
    }

    /** Closes it; calls that violated its contract are an error then. */
    @Override
    public void close() {
        shower.interrupt();
        try {
            standIn.close();
        } finally {
            show();
        }
    }

    private void keepShowing() {
        try {
            while (true) {
                show();
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException closed) {
            // No more calls arrive.
        }
    }

    private void save() {
        try {
            standIn.save(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<Reply> answer(Call call) {
        String names =
                call.records().stream().map(ReceivedRecord::deploymentName).collect(Collectors.joining(", "));
        if (down) {
            answered503.incrementAndGet();
            refusals.add("503 Service Unavailable, to a call with " + names);
            return Optional.of(Reply.status(503, "{\"message\":\"Service Unavailable\"}"));
        }
        if (call.records().stream().allMatch(record -> withoutAttestation.contains(record.digest()))) {
            answered404.incrementAndGet();
            refusals.add("404 no artifacts found, to a call with " + names);
        }
        return Optional.empty();
    }
}
