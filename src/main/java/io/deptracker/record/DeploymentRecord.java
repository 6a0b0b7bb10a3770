package io.deptracker.record;

/**
 * One deployment record: this artifact is deployed under this name, or was.
 *
 * @param deploymentName GitHub's key within an environment, 1 to 256 characters
 * @param status whether it runs
 * @param artifact what runs, or ran last
 * @param metadata what annotations say of it
 */
public record DeploymentRecord(String deploymentName, Status status, Artifact artifact, Metadata metadata) {
    private static final int NAME_LIMIT = 256;

    public DeploymentRecord {
        Text.requireLength("deployment_name", deploymentName, 1, NAME_LIMIT);
    }

    /** The same deployment, gone. */
    public DeploymentRecord decommissioned() {
        return new DeploymentRecord(deploymentName, Status.DECOMMISSIONED, artifact, metadata);
    }
}
