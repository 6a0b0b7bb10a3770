package io.deptracker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.operator.StatisticsSql;
import io.deptracker.outbox.upkeep.UpkeepSql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement that runs per call or per workload reads a whole table. */
class QueryPlanTest {
    /** Scanning leased rows is allowed: there are only as many as are in flight. */
    private static final Pattern LEASED_ONLY = Pattern.compile("SCAN \\w+ USING (COVERING )?INDEX outbox_\\w*leased");

    private static TestOutbox outbox;

    @BeforeAll
    static void fill(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        outbox.sql("INSERT INTO environment VALUES (1, 'production', '', 'main')");
        outbox.sql("""
                INSERT INTO deployment (id, environment_id, deployment_name, namespace, workload_kind, workload_name,
                                        status, name, digest, metadata, changed_at)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                SELECT i, 1, 'web-' || i, 'shop', 'Deployment', 'web-' || i,
                       iif(i % 10 = 0, 'decommissioned', 'deployed'), 'web', printf('sha256:%064x', i % 500), '{}', i
                FROM n""");
        outbox.sql("""
                INSERT INTO outbox (deployment_id, environment_id, status, name, digest, metadata, state,
                                    enqueued_at, available_at, finished_at)
                SELECT id, 1, 'deployed', name, digest, '{}', 'delivered', 1, 1, id FROM deployment""");
        outbox.sql("""
                INSERT INTO outbox (deployment_id, environment_id, status, name, digest, metadata, state,
                                    enqueued_at, available_at, parked_since, parked_for)
                SELECT id, 1, 'deployed', name, digest, '{}', iif(id % 2, 'pending', 'parked'), 1, id,
                       iif(id % 2, NULL, 1), iif(id % 2, NULL, 'attestation')
                FROM deployment""");
    }

    @AfterAll
    static void close() {
        outbox.close();
    }

    static Stream<Map.Entry<String, String>> statements() {
        return Map.ofEntries(
                Map.entry("ENVIRONMENT", IntakeSql.ENVIRONMENT),
                Map.entry("DEPLOYED_OF_WORKLOAD", IntakeSql.DEPLOYED_OF_WORKLOAD),
                Map.entry("DEPLOYMENT_BY_NAME", IntakeSql.DEPLOYMENT_BY_NAME),
                Map.entry("INSERT_DEPLOYMENT", IntakeSql.INSERT_DEPLOYMENT),
                Map.entry("UPDATE_DEPLOYMENT", IntakeSql.UPDATE_DEPLOYMENT),
                Map.entry("SUPERSEDE_OLDER", IntakeSql.SUPERSEDE_OLDER),
                Map.entry("LEASED_ARTIFACT", IntakeSql.LEASED_ARTIFACT),
                Map.entry("ENQUEUE", IntakeSql.ENQUEUE),
                Map.entry("FIRST_DUE", DeliverySql.FIRST_DUE),
                Map.entry("DUE", DeliverySql.DUE),
                Map.entry("LEASE", DeliverySql.LEASE),
                Map.entry("NEXT_DUE", DeliverySql.NEXT_DUE),
                Map.entry("NEWER_ROWS", DeliverySql.NEWER_ROWS),
                Map.entry("DELIVER", DeliverySql.DELIVER),
                Map.entry("ACCEPTED", DeliverySql.ACCEPTED),
                Map.entry("IN_DOUBT", DeliverySql.MARK_UNCONFIRMED),
                Map.entry("SUPERSEDE_LEASED", DeliverySql.SUPERSEDE_LEASED),
                Map.entry("HAND_BACK", DeliverySql.HAND_BACK),
                Map.entry("RETRY", DeliverySql.RETRY),
                Map.entry("PARK", DeliverySql.PARK),
                Map.entry("FINISH", DeliverySql.FINISH),
                Map.entry("TO_ASK", DeliverySql.DUE_TO_ASK),
                Map.entry("LET_ASK", DeliverySql.OLDEST_ASKS),
                Map.entry("MISSING", DeliverySql.MISSING),
                Map.entry("FOUND", DeliverySql.FOUND),
                Map.entry("FORGET_UNWANTED", DeliverySql.FORGET_UNWANTED),
                Map.entry("RELEASE_FAULTED", DeliverySql.RELEASE_FAULTED),
                Map.entry("PARK_UNASKED", DeliverySql.PARK_UNASKED),
                Map.entry("GIVE_UP_DIGEST", DeliverySql.GIVE_UP_DIGEST),
                Map.entry("RELEASE_DIGEST", DeliverySql.RELEASE_DIGEST),
                Map.entry("RELEASE_UNATTESTED", DeliverySql.RELEASE_UNATTESTED),
                Map.entry("EXPIRED_LEASES", DeliverySql.EXPIRED_LEASES),
                Map.entry("PRUNE_DELIVERED", UpkeepSql.PRUNE_DELIVERED),
                Map.entry("PRUNE_SUPERSEDED", UpkeepSql.PRUNE_SUPERSEDED),
                Map.entry("PRUNE_FAILED", UpkeepSql.PRUNE_FAILED),
                Map.entry("PRUNE_DEPLOYMENTS", UpkeepSql.PRUNE_DEPLOYMENTS))
                .entrySet()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void scansNoTable(Map.Entry<String, String> statement) {
        assertThat(plan(statement.getValue()))
                .noneMatch(step -> step.startsWith("SCAN")
                        && !step.startsWith("SCAN ids")
                        && !LEASED_ONLY.matcher(step).find());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DeliverySql.PARK_UNASKED,
                DeliverySql.OLDEST_ASKS,
                DeliverySql.GIVE_UP_DIGEST,
                DeliverySql.RELEASE_DIGEST
            })
    void findsThoseThatWaitByTheirDigest(String sql) {
        assertThat(plan(sql)).anyMatch(step -> step.contains("outbox_waiting_by_digest (digest=?)"));
    }

    @Test
    void readsDueRowsInTheirOrderWithoutSorting() {
        for (String sql : List.of(DeliverySql.FIRST_DUE, DeliverySql.DUE)) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.contains("outbox_waiting (available_at<?)"))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    /** A scrape on a large, quiet cluster reads almost no rows to find that nothing differs. */
    @Test
    void findsWhatDiffersByIndexesThatHoldLittleElse() {
        assertThat(plan(StatisticsSql.DIFFERING_BY_REASON))
                .filteredOn(step -> step.startsWith("SCAN"))
                .containsOnly(
                        "SCAN outbox USING INDEX outbox_waiting",
                        "SCAN l USING COVERING INDEX outbox_one_leased",
                        "SCAN d USING INDEX deployment_unmatched",
                        "SCAN difference");
    }

    @Test
    void wouldTellAScan() {
        assertThat(plan("SELECT * FROM outbox WHERE last_error = 'x'")).containsExactly("SCAN outbox");
    }

    private static List<String> plan(String sql) {
        return outbox.file().read(tx -> tx.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString("detail")));
    }
}
