package io.deptracker.github;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.util.List;

/** Access for the benchmarks to the bodies that the client sends. */
public final class RequestBodies {
    private RequestBodies() {}

    /** Returns the body of a call with these records. */
    public static byte[] body(Environment environment, List<DeploymentRecord> records) {
        return records.size() > 1
                ? RequestBody.batch(environment, records)
                : RequestBody.single(environment, records.getFirst());
    }
}
