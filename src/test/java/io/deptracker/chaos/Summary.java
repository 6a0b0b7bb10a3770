package io.deptracker.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A summary of a run, for people. */
final class Summary {
    private final long seed;
    private final long begun = System.nanoTime();
    private final Map<KillPoint, Integer> kills = new EnumMap<>(KillPoint.class);
    private final List<Duration> starts = new ArrayList<>();
    private int series;
    private int changes;
    private int rows;
    private int delivered;
    private int posted;
    private int installationTokens;

    Summary(long seed) {
        this.seed = seed;
    }

    void killed(KillPoint killPoint) {
        kills.merge(killPoint, 1, Integer::sum);
    }

    void started(Duration took) {
        starts.add(took);
    }

    void seriesEnded(int changed, int rowCount, int deliveredRows, int postedRecords, int tokenRequests) {
        series++;
        changes += changed;
        rows += rowCount;
        delivered += deliveredRows;
        posted += postedRecords;
        installationTokens += tokenRequests;
    }

    int kills() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    int kills(KillPoint killPoint) {
        return kills.getOrDefault(killPoint, 0);
    }

    /**
     * Returns how many records were posted although their row had been accepted before: a kill came between that and
     * settling.
     */
    int duplicates() {
        return posted - delivered;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append("%d kills in %d series, %.1f minutes, seed %d%n"
                .formatted(kills(), series, (System.nanoTime() - begun) / 60e9, seed));
        for (KillPoint killPoint : KillPoint.values()) {
            text.append("  %4d  %s%n".formatted(kills(killPoint), killPoint));
        }
        text.append("%d changes of the cluster, %d rows, %d records posted, %d of them duplicates, 0 lost%n"
                .formatted(changes, rows, posted, duplicates()));
        text.append("%d installation tokens of an App requested%n".formatted(installationTokens));
        if (!starts.isEmpty()) {
            Collections.sort(starts);
            text.append("ready after a kill in %.1f s (median of %d), %.1f s at most%n"
                    .formatted(
                            starts.get(starts.size() / 2).toMillis() / 1e3,
                            starts.size(),
                            starts.getLast().toMillis() / 1e3));
        }
        return text.toString();
    }
}
