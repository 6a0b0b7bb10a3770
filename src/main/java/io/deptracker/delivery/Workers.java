package io.deptracker.delivery;

import io.deptracker.outbox.LeaseQueue;
import io.deptracker.outbox.file.FaultLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The delivery threads: each makes calls while rows are due and otherwise waits for a signal or an instant. */
public final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** The longest wait without a check: clocks get set, operators revive rows in the file, and a check is cheap. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    /** One worker may succeed while others fail: that alone does not end a fault. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Courier courier;
    private final Gate gate;
    private final LeaseQueue queue;
    private final Signal signal;
    private final InstantSource clock;
    private final Function<String, Runnable> beats;
    private final FaultLog faults;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean stopping;

    /**
     * @param courier makes the calls
     * @param gate determines whether draining can progress
     * @param queue determines what is due
     * @param signal wakes the workers
     * @param clock determines how long to wait
     * @param beats returns, for a worker's name, the heartbeat that it calls on every turn
     */
    public Workers(
            Courier courier,
            Gate gate,
            LeaseQueue queue,
            Signal signal,
            InstantSource clock,
            Function<String, Runnable> beats) {
        this.courier = courier;
        this.gate = gate;
        this.queue = queue;
        this.signal = signal;
        this.clock = clock;
        this.beats = beats;
        this.faults = new FaultLog(
                LOG,
                "delivery failed; its rows are tried again when their lease expires",
                "deliveries work again",
                clock,
                QUIET);
    }

    /** Starts that many workers. */
    public void start(int count) {
        for (int i = 1; i <= count; i++) {
            String name = "delivery-" + i;
            Runnable beat = beats.apply(name);
            threads.add(Thread.ofPlatform().name(name).start(() -> work(beat)));
        }
    }

    private void work(Runnable beat) {
        while (true) {
            // Taken before the check: a stop or a row that arrives in between must not be missed.
            long mark = signal.mark();
            if (stopping) {
                return;
            }
            beat.run();
            try {
                waitFor(beforeNext(turn()), mark);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    /**
     * Makes one turn of a worker: a call if the gate admits one and a row is due.
     *
     * @return when the next turn is due if no signal comes before; now or earlier for at once
     */
    public Instant turn() {
        busy.incrementAndGet();
        try {
            var lookAgain = courier.runOnce();
            faults.succeeded();
            if (lookAgain.isEmpty()) {
                // Settled rows may have freed rows that other workers wait for.
                signal.give();
                return clock.instant();
            }
            Instant now = clock.instant();
            // Due rows that cannot be leased wait for another worker, which will signal.
            return lookAgain.get().isAfter(now) ? lookAgain.get() : now.plus(AFTER_A_FAILURE);
        } catch (RuntimeException failed) {
            faults.failed(failed);
            return clock.instant().plus(AFTER_A_FAILURE);
        } finally {
            busy.decrementAndGet();
        }
    }

    private Duration beforeNext(Instant turn) {
        Instant now = clock.instant();
        Instant latest = now.plus(LONGEST_WAIT);
        return Duration.between(now, turn.isBefore(latest) ? turn : latest);
    }

    private void waitFor(Duration wait, long mark) throws InterruptedException {
        if (wait.isPositive()) {
            signal.await(mark, wait);
        }
    }

    /**
     * Delivers until nothing is due, the gate is shut for longer, or the time is over; then stops. Calls in flight
     * finish if the time suffices.
     *
     * @param most how long it may take
     * @return whether every worker has stopped
     */
    public boolean drain(Duration most) throws InterruptedException {
        // Not by the wall clock, which may be set in between.
        long deadline = System.nanoTime() + most.toNanos();
        while (left(deadline).isPositive() && somethingToDo(clock.instant().plus(left(deadline)))) {
            signal.await(signal.mark(), Duration.ofMillis(50));
        }
        stopping = true;
        signal.give();
        for (Thread thread : threads) {
            Duration left = left(deadline);
            thread.join(left.isPositive() ? left : Duration.ofMillis(1));
        }
        return stopped();
    }

    /** Waits for workers whose calls were cut off; returns whether all have stopped. */
    public boolean join(Duration most) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(most);
        }
        return stopped();
    }

    private boolean stopped() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private boolean somethingToDo(Instant deadline) {
        if (busy.get() > 0) {
            return true;
        }
        boolean shutBeyond =
                gate.state().filter(shut -> shut.until().isAfter(deadline)).isPresent();
        return !shutBeyond
                && !gate.isPaused()
                && queue.nextDue().filter(due -> due.isBefore(deadline)).isPresent();
    }
}
