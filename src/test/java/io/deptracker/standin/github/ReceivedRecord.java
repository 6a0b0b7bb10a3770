package io.deptracker.standin.github;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A deployment record as GitHub reads it: an omitted field has its default, and an omitted environment or cluster is
 * the empty text.
 */
public record ReceivedRecord(
        String logicalEnvironment,
        String physicalEnvironment,
        String cluster,
        String deploymentName,
        String name,
        String digest,
        @Nullable String version,
        String status,
        Map<String, String> tags,
        Set<String> runtimeRisks,
        @Nullable String githubRepository) {
    /** The identity of a record: of two with the same identity, the later updates the earlier. */
    public record Identity(
            String logicalEnvironment, String physicalEnvironment, String cluster, String deploymentName) {}

    public ReceivedRecord {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        runtimeRisks = Collections.unmodifiableSet(new TreeSet<>(runtimeRisks));
    }

    public Identity identity() {
        return new Identity(logicalEnvironment, physicalEnvironment, cluster, deploymentName);
    }

    String summary() {
        return deploymentName + " " + status + " " + digest;
    }
}
