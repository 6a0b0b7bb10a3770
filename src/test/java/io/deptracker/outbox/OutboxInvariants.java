package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The invariants of an outbox during a simulation. */
final class OutboxInvariants {
    private final TestOutbox outbox;
    private final Map<String, Long> delivered = new HashMap<>();
    private final Set<Long> superseded = new HashSet<>();

    OutboxInvariants(TestOutbox outbox) {
        this.outbox = outbox;
    }

    void delivered(Lease lease) {
        delivered.put(nameOf(lease), lease.rowId());
    }

    /** Checks that a row may be leased. */
    void checkLease(Lease lease) {
        assertThat(lease.rowId()).as("newer than the last delivered row").isGreaterThan(lastDelivered(nameOf(lease)));
        assertThat(superseded).as("superseded rows").doesNotContain(lease.rowId());
    }

    /** Checks every row. */
    void check() {
        assertThat(outbox.texts("SELECT deployment_name FROM differing WHERE reason = 'nothing_owed'"))
                .as("deployments that differ without a reason")
                .isEmpty();
        Map<String, List<Row>> byName = outbox.rows().stream().collect(Collectors.groupingBy(Row::name));
        byName.forEach((name, rows) -> {
            assertThat(rows.stream().filter(row -> row.state().equals("leased")))
                    .hasSizeLessThanOrEqualTo(1);
            List<Row> waiting = rows.stream()
                    .filter(row -> row.state().equals("pending") || row.state().equals("parked"))
                    .toList();
            assertThat(waiting).hasSizeLessThanOrEqualTo(1);
            assertThat(waiting).allSatisfy(row -> {
                assertThat(row).as("only the newest waits").isEqualTo(rows.getLast());
                assertThat(row.id()).as("newer than delivered").isGreaterThan(lastDelivered(name));
            });
            for (Row row : rows) {
                if (row.state().equals("superseded")) {
                    superseded.add(row.id());
                } else {
                    assertThat(superseded).as("superseded rows stay so").doesNotContain(row.id());
                }
            }
        });
    }

    private long lastDelivered(String name) {
        return delivered.getOrDefault(name, 0L);
    }

    static String nameOf(Lease lease) {
        return lease.record().deploymentName();
    }
}
