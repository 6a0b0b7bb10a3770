package io.deptracker.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A source of random numbers whose sequence each step begins again, so that a step does the same without those before. */
final class Reseedable implements RandomGenerator {
    private SplittableRandom random;

    Reseedable(long seed) {
        random = new SplittableRandom(seed);
    }

    void seed(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
