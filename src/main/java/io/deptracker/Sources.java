package io.deptracker;

import io.deptracker.outbox.file.Host;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The sources of time and randomness of a controller.
 *
 * @param clock the wall clock, which may be set at any time
 * @param steady measures durations; cannot be set
 * @param ticker counts nanoseconds, as {@link System#nanoTime} does
 * @param random for lease tokens and for delays
 */
public record Sources(InstantSource clock, InstantSource steady, LongSupplier ticker, RandomGenerator random) {
    /** Returns sources whose steady clock follows a ticker. */
    public static Sources of(InstantSource clock, LongSupplier ticker, RandomGenerator random) {
        return new Sources(clock, new SteadyClock(clock, ticker), ticker, random);
    }

    static Sources system() {
        return of(InstantSource.system(), System::nanoTime, new SecureRandom());
    }

    Host host() {
        return Host.system(clock, steady);
    }
}
