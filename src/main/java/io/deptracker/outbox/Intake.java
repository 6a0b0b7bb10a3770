package io.deptracker.outbox;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes down what is owed: compares what a workload should have with what the outbox has, and adds one row for each
 * difference, in the transaction that changes the deployment. Saying the same again changes nothing.
 */
public final class Intake {
    private final OutboxFile file;
    private final InstantSource clock;
    private final Runnable onOwed;

    /**
     * @param file the outbox
     * @param clock stamps the rows
     * @param onOwed told after a commit that added rows, so that nobody need poll
     */
    public Intake(OutboxFile file, InstantSource clock, Runnable onOwed) {
        this.file = file;
        this.clock = clock;
        this.onOwed = onOwed;
    }

    /**
     * Commits the desired state of each workload, all in one transaction.
     *
     * @throws OutboxException if the file can't be written; then nothing was changed, and the same may be committed again
     */
    public Committed commit(List<DesiredState> states) {
        Comparison comparison = file.write(tx -> {
            var comparing = new Comparison(tx, clock.instant());
            states.forEach(comparing::compare);
            return comparing;
        });
        if (comparison.owes) {
            onOwed.run();
        }
        return new Committed(comparison.deployed, comparison.decommissioned, Set.copyOf(comparison.contested));
    }

    /** The workloads of which the outbox has something deployed. */
    public List<Workload> workloads() {
        return file.read(tx ->
                tx.list(Sql.WORKLOADS, row -> new Workload(row.getString(1), row.getString(2), row.getString(3))));
    }

    /** Where it is kept whether decommissions are held back. */
    public BrakeStore brake() {
        return new BrakeStore(file);
    }

    /** The kinds that could be read at least once, kept in the same outbox. */
    public ReadableKinds readableKinds() {
        return new ReadableKinds(file);
    }

    /** How many deployments are deployed, as far as the outbox knows. */
    public int deployed() {
        return file.read(tx -> (int) tx.number(Sql.DEPLOYED));
    }

    /** How many deployments the commit of a state would decommission with nothing in their place. */
    public int vanishing(DesiredState desired) {
        List<Deployment> had = file.read(tx -> deployedOf(tx, desired.workload()));
        long notKept = had.stream()
                .filter(deployment -> !desired.keeps(deployment.record().deploymentName()))
                .count();
        return (int) Math.max(0, notKept - desired.records().size());
    }

    private static List<Deployment> deployedOf(Tx tx, Workload workload) {
        return tx.list(
                Sql.DEPLOYED_OF_WORKLOAD, Deployment::read, workload.namespace(), workload.name(), workload.kind());
    }

    /** The comparison of some workloads within one transaction. */
    private static final class Comparison {
        private final Tx tx;
        private final Instant now;
        private final Map<Environment, Long> environmentIds = new HashMap<>();
        private final Set<Workload> contested = new HashSet<>();
        private int deployed;
        private int decommissioned;
        private boolean owes;

        Comparison(Tx tx, Instant now) {
            this.tx = tx;
            this.now = now;
        }

        void compare(DesiredState desired) {
            Workload workload = desired.workload();
            Map<String, DeploymentRecord> byName = new LinkedHashMap<>();
            // Where a template names two containers alike, the first is recorded, or the record would never rest.
            desired.records().forEach(record -> byName.putIfAbsent(record.deploymentName(), record));
            Set<Long> wanted = new HashSet<>();
            for (DeploymentRecord record : byName.values()) {
                wanted.add(deploy(workload, environmentId(desired.environment()), record));
            }
            for (Deployment had : deployedOf(tx, workload)) {
                if (wanted.contains(had.id())) {
                    continue;
                }
                if (!desired.keeps(had.record().deploymentName())) {
                    decommission(had);
                } else if (had.environmentId() != environmentId(desired.environment())) {
                    // The environment has another name now: it stays, under that.
                    deploy(workload, environmentId(desired.environment()), had.record());
                    decommission(had);
                }
            }
        }

        /** Sees to it that the record is owed unless it was said already; gives the deployment's key. */
        private long deploy(Workload workload, long environmentId, DeploymentRecord record) {
            Deployment had = tx.first(Sql.DEPLOYMENT_BY_NAME, Deployment::read, environmentId, record.deploymentName())
                    .orElse(null);
            if (had == null) {
                long id = insert(workload, environmentId, record);
                enqueue(id, environmentId, record);
                deployed++;
                return id;
            }
            if (had.record().status() == Status.DEPLOYED && !had.workload().equals(workload)) {
                contested.add(workload);
            } else if (!had.record().equals(record)) {
                update(had.id(), workload, record);
                enqueue(had.id(), environmentId, record);
                deployed++;
            }
            return had.id();
        }

        private void decommission(Deployment had) {
            update(had.id(), had.workload(), had.record().decommissioned());
            decommissioned++;
            Artifact inFlight = tx.first(Sql.LEASED_ARTIFACT, Deployment::artifact, had.id())
                    .orElse(null);
            if (had.mayBeDeployed() || inFlight != null) {
                enqueue(had.id(), had.environmentId(), had.farewell(inFlight));
            } else {
                // GitHub never heard of it: there is nothing to take back.
                tx.update(Sql.SUPERSEDE_OLDER, now, had.id());
            }
        }

        private long insert(Workload workload, long environmentId, DeploymentRecord record) {
            Artifact artifact = record.artifact();
            return tx.number(
                    Sql.INSERT_DEPLOYMENT,
                    environmentId,
                    record.deploymentName(),
                    workload.namespace(),
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
                    Sql.UPDATE_DEPLOYMENT,
                    workload.namespace(),
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
            tx.update(Sql.SUPERSEDE_OLDER, now, deploymentId);
            Artifact artifact = record.artifact();
            tx.update(
                    Sql.ENQUEUE,
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
                // A commit that changes nothing must write nothing: each write waits for the disk.
                known = tx.first(Sql.ENVIRONMENT, row -> row.getLong(1), values)
                        .orElseGet(() -> tx.number(Sql.INSERT_ENVIRONMENT, values));
                environmentIds.put(environment, known);
            }
            return known;
        }
    }
}
