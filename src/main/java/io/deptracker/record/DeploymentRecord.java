package io.deptracker.record;

/**
 * A deployment record: this artifact is or was deployed under this name.
 *
 * @param deploymentName GitHub's key within an environment, 1 to 256 characters
 * @param status whether it runs
 * @param artifact what runs, or ran last
 * @param metadata what the annotations contain
 */
public record DeploymentRecord(String deploymentName, Status status, Artifact artifact, Metadata metadata) {
    private static final int NAME_LIMIT = 256;

    public DeploymentRecord {
        Text.requireLength("deployment_name", deploymentName, 1, NAME_LIMIT);
    }

    /** Returns the record of the same deployment, decommissioned. */
    public DeploymentRecord decommissioned() {
        return new DeploymentRecord(deploymentName, Status.DECOMMISSIONED, artifact, metadata);
    }
}
