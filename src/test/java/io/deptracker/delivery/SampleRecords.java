package io.deptracker.delivery;

import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records for the backlog: one container each, of a workload that has the deployment's name. */
final class SampleRecords {
    static final Environment PRODUCTION = new Environment("production", "eu-1", "blue");

    private SampleRecords() {}

    /** Returns the name of the nth deployment. */
    static String name(int n) {
        return "app-%05d".formatted(n);
    }

    static String digest(int image) {
        return "sha256:%064x".formatted(image);
    }

    /** Returns the nth deployment, which runs the nth image. */
    static DesiredState deployed(int n) {
        return deployed(name(n), n, "v" + n);
    }

    static DesiredState deployed(String name, int image, @Nullable String version) {
        var artifact = new Artifact("ghcr.io/acme/image-" + image, new Digest(digest(image)), version);
        var record = new DeploymentRecord(name, Status.DEPLOYED, artifact, Metadata.NONE);
        return new DesiredState(workload(name), PRODUCTION, List.of(record));
    }

    static DesiredState gone(String name) {
        return new DesiredState(workload(name), PRODUCTION, List.of());
    }

    private static Workload workload(String name) {
        return new Workload("shop", "apps", "Deployment", name);
    }
}
