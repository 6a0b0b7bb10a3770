package io.deptracker.standin.apiserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The requests so far, to examine and to wait for. */
final class RequestLog {
    private final List<Request> requests = new ArrayList<>();

    synchronized void add(Request request) {
        requests.add(request);
        notifyAll();
    }

    synchronized List<Request> all() {
        return List.copyOf(requests);
    }

    synchronized void await(int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (requests.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("after %s there were %d requests, not %d: %s"
                        .formatted(patience, requests.size(), count, requests));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
