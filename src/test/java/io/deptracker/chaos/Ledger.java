package io.deptracker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.chaos.PostMortem.Content;
import io.deptracker.chaos.PostMortem.Row;
import io.deptracker.standin.github.ReceivedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The rows of the file at each death, compared with what GitHub accepted. A row is posted once, and once more for each
 * death that found it leased; a row that is delivered in the file was posted.
 */
final class Ledger {
    private final Map<Long, Row> rows = new HashMap<>();
    private final Map<Long, Integer> deathsWhileLeased = new HashMap<>();

    /** Compares the remains with what is known. The controller is dead, so nothing changes. */
    void enter(PostMortem postMortem, List<ReceivedRecord> accepted) {
        Map<Long, Row> now = postMortem.rows().stream().collect(Collectors.toMap(Row::id, row -> row));
        var faults = new ArrayList<String>();
        rows.forEach((id, was) -> {
            Row is = now.get(id);
            if (is == null) {
                faults.add("a committed row is lost: " + was);
            } else if (was.state().equals("delivered") && !is.state().equals("delivered")) {
                faults.add("a row that was delivered is %s: %s".formatted(is.state(), is));
            }
        });
        rows.putAll(now);
        postMortem.in("leased").forEach(row -> deathsWhileLeased.merge(row.id(), 1, Integer::sum));
        Map<Content, Long> said = accepted.stream().collect(Collectors.groupingBy(Content::of, Collectors.counting()));
        Map<Content, Long> settled = count(row -> row.state().equals("delivered") ? 1 : 0);
        Map<Content, Long> allowed =
                count(row -> (row.state().equals("delivered") ? 1 : 0) + deathsWhileLeased.getOrDefault(row.id(), 0));
        settled.forEach((content, times) -> {
            if (said.getOrDefault(content, 0L) < times) {
                faults.add("delivered %d times by the file, accepted %d times by GitHub: %s"
                        .formatted(times, said.getOrDefault(content, 0L), content));
            }
        });
        said.forEach((content, times) -> {
            if (allowed.getOrDefault(content, 0L) < times) {
                faults.add("posted again after it was settled: accepted %d times, %d explained: %s"
                        .formatted(times, allowed.getOrDefault(content, 0L), content));
            }
        });
        assertThat(faults).as("what the file contains and what GitHub received").isEmpty();
    }

    private Map<Content, Long> count(ToLongFunction<Row> weight) {
        var counts = new HashMap<Content, Long>();
        rows.values().forEach(row -> counts.merge(row.content(), weight.applyAsLong(row), Long::sum));
        return counts;
    }

    int rows() {
        return rows.size();
    }

    int delivered() {
        return (int) rows.values().stream()
                .filter(row -> row.state().equals("delivered"))
                .count();
    }
}
