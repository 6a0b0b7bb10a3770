package io.deptracker.audit;

import io.deptracker.delivery.Pace;
import io.deptracker.github.RecordReader;
import io.deptracker.github.RecordReader.Result;
import io.deptracker.github.RecordReader.StoredRecord;
import io.deptracker.outbox.operator.AuditedDeployment;
import io.deptracker.record.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** A comparison with GitHub: reads each digest once, and compares the records with those that GitHub accepted. */
public final class Audit {
    private final RecordReader github;
    private final Pace pace;
    private final InstantSource clock;
    private final List<Difference> differences = new ArrayList<>();
    private int unseen;
    private int unknown;

    /**
     * The result of an audit.
     *
     * @param differences what differs at GitHub
     * @param unseen how many deployments could not be compared, since GitHub listed only some records of their digest
     * @param unknown how many digests GitHub does not know
     * @param read how many digests were read
     * @param failure why reading ended early; empty if it did not
     */
    public record Report(List<Difference> differences, int unseen, int unknown, int read, Optional<String> failure) {}

    /**
     * @param github reads the records
     * @param pace spaces the calls
     * @param clock measures the wait for the next call
     */
    public Audit(RecordReader github, Pace pace, InstantSource clock) {
        this.github = github;
        this.pace = pace;
        this.clock = clock;
    }

    /** Groups deployments by their digests: each digest takes one call. */
    public static Map<Digest, List<AuditedDeployment>> byDigest(List<AuditedDeployment> deployments) {
        return deployments.stream()
                .collect(Collectors.groupingBy(AuditedDeployment::digest, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Reads all digests, or stops at the first failure.
     *
     * @param digests the deployments by their digests
     * @param onRead called after each digest with how many were read
     */
    public Report run(Map<Digest, List<AuditedDeployment>> digests, IntConsumer onRead) throws InterruptedException {
        int read = 0;
        for (var digest : digests.entrySet()) {
            awaitPermit();
            switch (github.read(digest.getKey())) {
                case Result.Failed failed -> {
                    return report(read, Optional.of(failed.why()));
                }
                case Result.Unknown _ -> {
                    unknown++;
                    digest.getValue().stream().map(Difference::unknownDigest).forEach(differences::add);
                }
                case Result.Found found -> digest.getValue().forEach(deployment -> compare(deployment, found));
            }
            read++;
            onRead.accept(read);
        }
        return report(read, Optional.empty());
    }

    private Report report(int read, Optional<String> failure) {
        return new Report(List.copyOf(differences), unseen, unknown, read, failure);
    }

    private void compare(AuditedDeployment deployment, Result.Found found) {
        Optional<StoredRecord> stored = found.records().stream()
                .filter(record -> record.environment().equals(deployment.environment())
                        && record.deploymentName().equals(deployment.deploymentName()))
                .findFirst();
        if (stored.isPresent()) {
            differences.addAll(Difference.between(deployment, stored.get()));
        } else if (found.complete()) {
            differences.add(Difference.missing(deployment));
        } else {
            unseen++;
        }
    }

    private void awaitPermit() throws InterruptedException {
        for (Optional<Instant> next = pace.take(); next.isPresent(); next = pace.take()) {
            Thread.sleep(Duration.between(clock.instant(), next.get()).plusMillis(1));
        }
    }
}
