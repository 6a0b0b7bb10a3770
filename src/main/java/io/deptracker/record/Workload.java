package io.deptracker.record;

/**
 * The top owner of pods, whose containers are recorded. Its kind is part of its identity.
 *
 * @param namespace where it is
 * @param kind such as Deployment, as its owner reference says
 * @param name its name within the namespace
 */
public record Workload(String namespace, String kind, String name) {
    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
