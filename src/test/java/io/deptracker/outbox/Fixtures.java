package io.deptracker.outbox;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Records and desired states, created from a name and the number of a build. */
public final class Fixtures {
    public static final Environment PRODUCTION = new Environment("production", "eu-west-1", "main");
    public static final Environment STAGING = new Environment("staging", "", "main");

    /** The result of a commit that changed nothing. */
    public static final CommitResult NO_CHANGE = new CommitResult(0, 0, Set.of(), Set.of());

    private Fixtures() {}

    public static Digest digest(int build) {
        return new Digest("sha256:%064x".formatted(build));
    }

    public static Artifact artifact(int build) {
        return new Artifact("ghcr.io/acme/shop", digest(build), "v" + build);
    }

    public static Workload workload(String name) {
        return new Workload("shop", "apps", "Deployment", name);
    }

    /** Returns a container's record; its deployment has the container's name. */
    public static DeploymentRecord deployed(String name, int build) {
        return deployed(name, artifact(build));
    }

    public static DeploymentRecord deployed(String name, Artifact artifact) {
        return new DeploymentRecord(name, Status.DEPLOYED, artifact, Metadata.NONE);
    }

    /** Returns the state of a workload with one container of the same name, which runs that build. */
    public static DesiredState running(String name, int build) {
        return running(PRODUCTION, name, build);
    }

    public static DesiredState running(Environment environment, String name, int build) {
        return desired(environment, name, deployed(name, build));
    }

    public static DesiredState desired(Environment environment, String workload, DeploymentRecord... records) {
        return new DesiredState(workload(workload), environment, List.of(records));
    }

    public static DesiredState gone(String name) {
        return desired(PRODUCTION, name);
    }

    /** Returns the states of a number of workloads, each running a different build. */
    public static List<DesiredState> many(int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> running("web-%05d".formatted(i), i))
                .toList();
    }
}
