package io.deptracker.record;

/**
 * The environment that deployments run in. Together with the deployment's name it identifies a record on GitHub.
 *
 * @param logical such as staging or production, 1 to 128 characters
 * @param physical such as a region, up to 128 characters, may be empty
 * @param cluster the cluster's name, 1 to 128 of letters, digits, dot, underscore, hyphen
 */
public record Environment(String logical, String physical, String cluster) {}
