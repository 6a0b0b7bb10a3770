package io.deptracker.outbox;

import io.deptracker.outbox.CommitResult.Contested;
import io.deptracker.outbox.file.Tx;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A comparison of workloads with the outbox in one transaction. Used by one thread.
 *
 * <h2>Design</h2>
 *
 * <p><b>Idempotence.</b> The table {@code deployment} has the desired record of each name. A row is added only if that record
 * changes, so the same state may be committed any number of times.
 *
 * <p><b>Names.</b> A name belongs to one workload. If two render the same name, one with running pods takes it from one
 * without; otherwise the first keeps it, and the other is stored as a contender. The name then changes hands without a
 * decommission in between.
 *
 * <p><b>Decommissions.</b> They name the artifact that GitHub accepted, since GitHub may not know the desired one. If GitHub
 * cannot have a record, none is added and the waiting rows are superseded.
 */
final class Comparison {
    private final Tx tx;
    private final Instant now;
    private final Predicate<Workload> runs;
    private final Map<Environment, Long> environmentIds = new HashMap<>();
    private final Set<Contested> contested = new HashSet<>();
    private final Set<Workload> displaced = new HashSet<>();
    private int deployed;
    private int decommissioned;
    private boolean owes;

    /**
     * Creates a comparison.
     *
     * @param tx the transaction
     * @param now the rows' instant
     * @param runs whether a workload has running pods; must have no side effects, since a transaction may run twice
     */
    Comparison(Tx tx, Instant now, Predicate<Workload> runs) {
        this.tx = tx;
        this.now = now;
        this.runs = runs;
    }

    /** Returns whether a row was added. */
    boolean owes() {
        return owes;
    }

    /** Returns the changes so far. */
    CommitResult committed() {
        return new CommitResult(deployed, decommissioned, Set.copyOf(contested), Set.copyOf(displaced));
    }

    void compare(DesiredState desired) {
        Workload workload = desired.workload();
        Map<String, DeploymentRecord> byName = new LinkedHashMap<>();
        // If a template names two containers alike, only the first is recorded: the record would alternate for ever.
        desired.records().forEach(record -> byName.putIfAbsent(record.deploymentName(), record));
        Set<Long> wanted = new HashSet<>();
        Set<Long> heldByOthers = new HashSet<>();
        for (DeploymentRecord record : byName.values()) {
            long id = deploy(workload, environmentId(desired.environment()), record, heldByOthers);
            wanted.add(id);
        }
        for (DeploymentRow had : deployedOf(tx, workload)) {
            if (wanted.contains(had.id())) {
                continue;
            }
            if (!desired.keeps(had.record())) {
                decommission(had);
            } else if (had.environmentId() != environmentId(desired.environment())) {
                // The environment was renamed: the deployment is kept under the new name.
                deploy(workload, environmentId(desired.environment()), had.record(), heldByOthers);
                decommission(had);
            }
        }
        noteContested(workload, heldByOthers);
    }

    /** Returns the deployed deployments of a workload. */
    static List<DeploymentRow> deployedOf(Tx tx, Workload workload) {
        return tx.list(IntakeSql.DEPLOYED_OF_WORKLOAD, DeploymentRow::read, identity(workload));
    }

    /**
     * Enqueues the record unless it is the deployment's current one; returns the deployment's key.
     *
     * @param heldByOthers receives the key if another workload has the name and keeps it
     */
    private long deploy(Workload workload, long environmentId, DeploymentRecord record, Set<Long> heldByOthers) {
        DeploymentRow had = tx.first(
                        IntakeSql.DEPLOYMENT_BY_NAME, DeploymentRow::read, environmentId, record.deploymentName())
                .orElse(null);
        if (had == null) {
            long id = insert(workload, environmentId, record);
            enqueue(id, environmentId, record);
            deployed++;
            return id;
        }
        boolean isHeld =
                had.record().status() == Status.DEPLOYED && !had.workload().equals(workload);
        if (isHeld && (runs.test(had.workload()) || !runs.test(workload))) {
            heldByOthers.add(had.id());
            contested.add(new Contested(record.deploymentName(), workload, had.workload()));
            return had.id();
        }
        boolean isNew = !had.record().equals(record);
        if (isHeld) {
            displaced.add(had.workload());
        }
        if (isNew || isHeld) {
            update(had.id(), workload, record);
        }
        if (isNew) {
            enqueue(had.id(), environmentId, record);
            deployed++;
        }
        return had.id();
    }

    /** Stores the names of a workload that other workloads have, to be shown to operators. */
    private void noteContested(Workload workload, Set<Long> heldByOthers) {
        List<Long> stored = tx.list(IntakeSql.CONTESTED_BY_WORKLOAD, row -> row.getLong(1), identity(workload));
        for (Long id : stored) {
            if (!heldByOthers.contains(id)) {
                tx.update(IntakeSql.STOP_CONTESTING, with(identity(workload), id));
            }
        }
        for (Long id : heldByOthers) {
            if (!stored.contains(id)) {
                tx.update(IntakeSql.CONTEST, with(identity(workload), id, now));
            }
        }
    }

    /** Decommissions a deployment; enqueues a record of that if GitHub may show it as deployed. */
    void decommission(DeploymentRow had) {
        update(had.id(), had.workload(), had.record().decommissioned());
        decommissioned++;
        Artifact inFlight =
                tx.first(IntakeSql.LEASED_ARTIFACT, DueRow::artifact, had.id()).orElse(null);
        if (had.mayBeDeployed() || inFlight != null) {
            enqueue(had.id(), had.environmentId(), had.decommissionRecord(inFlight));
        } else {
            // GitHub never received it: there is nothing to decommission there.
            tx.update(IntakeSql.SUPERSEDE_OLDER, now, had.id());
        }
    }

    private long insert(Workload workload, long environmentId, DeploymentRecord record) {
        Artifact artifact = record.artifact();
        return tx.number(
                IntakeSql.INSERT_DEPLOYMENT,
                environmentId,
                record.deploymentName(),
                workload.namespace(),
                workload.group(),
                workload.kind(),
                workload.name(),
                record.status().wireName(),
                artifact.name(),
                artifact.digest().value(),
                artifact.version(),
                MetadataJson.write(record.metadata()),
                now);
    }

    private void update(long id, Workload workload, DeploymentRecord record) {
        Artifact artifact = record.artifact();
        tx.update(
                IntakeSql.UPDATE_DEPLOYMENT,
                workload.namespace(),
                workload.group(),
                workload.kind(),
                workload.name(),
                record.status().wireName(),
                artifact.name(),
                artifact.digest().value(),
                artifact.version(),
                MetadataJson.write(record.metadata()),
                now,
                id);
    }

    private void enqueue(long deploymentId, long environmentId, DeploymentRecord record) {
        owes = true;
        tx.update(IntakeSql.SUPERSEDE_OLDER, now, deploymentId);
        Artifact artifact = record.artifact();
        tx.update(
                IntakeSql.ENQUEUE,
                deploymentId,
                environmentId,
                record.status().wireName(),
                artifact.name(),
                artifact.digest().value(),
                artifact.version(),
                MetadataJson.write(record.metadata()),
                now,
                now);
    }

    private long environmentId(Environment environment) {
        Long known = environmentIds.get(environment);
        if (known == null) {
            Object[] values = {environment.logical(), environment.physical(), environment.cluster()};
            // A commit that changes nothing must not write: each write waits for the disk.
            known = tx.first(IntakeSql.ENVIRONMENT, row -> row.getLong(1), values)
                    .orElseGet(() -> tx.number(IntakeSql.INSERT_ENVIRONMENT, values));
            environmentIds.put(environment, known);
        }
        return known;
    }

    /** Returns the values of a workload in the column order of the indexes by workload. */
    private static Object[] identity(Workload workload) {
        return new Object[] {workload.namespace(), workload.name(), workload.kind(), workload.group()};
    }

    private static Object[] with(Object[] values, Object... more) {
        var all = new ArrayList<>(List.of(values));
        all.addAll(List.of(more));
        return all.toArray();
    }
}
