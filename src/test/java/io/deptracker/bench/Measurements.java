package io.deptracker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The measurements of one thing, round by round. */
final class Measurements {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void addRate(long count, long nanos) {
        add(count * 1e9 / nanos);
    }

    double median() {
        return median(values);
    }

    /** Returns the median of each round's ratio to the other, so that what slowed down a whole round cancels out. */
    double ratioTo(Measurements other) {
        return median(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / other.values.get(round))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
