package io.deptracker.audit;

import io.deptracker.github.RecordReader.StoredRecord;
import io.deptracker.outbox.operator.AuditedDeployment;
import io.deptracker.record.RuntimeRisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A difference between the outbox and GitHub.
 *
 * @param deployment the deployment as the outbox has it
 * @param text the differences, for people
 */
public record Difference(AuditedDeployment deployment, String text) {

    static Difference unknownDigest(AuditedDeployment deployment) {
        return new Difference(deployment, "GitHub knows no artifact of its digest " + deployment.digest());
    }

    static Difference missing(AuditedDeployment deployment) {
        return new Difference(deployment, "no record at GitHub for its digest " + deployment.digest());
    }

    /** Compares tags and runtime risks; returns nothing if they are the same. */
    static List<Difference> between(AuditedDeployment deployment, StoredRecord stored) {
        List<String> texts = new ArrayList<>();
        Map<String, String> tags = deployment.metadata().tags();
        if (!tags.equals(stored.tags())) {
            texts.add("tags %s, at GitHub %s".formatted(tags, stored.tags()));
        }
        Set<String> risks = deployment.metadata().runtimeRisks().stream()
                .map(RuntimeRisk::wireName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!risks.equals(stored.runtimeRisks())) {
            texts.add("runtime risks %s, at GitHub %s".formatted(risks, new TreeSet<>(stored.runtimeRisks())));
        }
        return texts.isEmpty() ? List.of() : List.of(new Difference(deployment, String.join("; ", texts)));
    }
}
