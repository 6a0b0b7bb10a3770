package io.deptracker;

import io.deptracker.github.Deadline;
import io.deptracker.github.Endpoint;
import io.deptracker.github.GitHubClient;
import io.deptracker.github.HttpClients;
import io.deptracker.outbox.DesiredState;
import io.deptracker.outbox.Intake;
import io.deptracker.outbox.Outbox;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import io.deptracker.standin.github.GitHubStandIn;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An outbox file whose rows a stand-in of GitHub has accepted, as far as a test requires. */
final class DeliveredOutbox {
    static final Environment LAB = new Environment("staging", "", "lab");

    private final Path path;
    private final GitHubStandIn github;

    DeliveredOutbox(Path path, GitHubStandIn github) {
        this.path = path;
        this.github = github;
        Outbox.open(path).close();
    }

    static DeploymentRecord record(String name, int build, Metadata metadata) {
        return new DeploymentRecord(
                "shop/" + name + "/app",
                Status.DEPLOYED,
                new Artifact("ghcr.io/lab-org/" + name, new Digest(digest(build)), "v" + build),
                metadata);
    }

    static String digest(int build) {
        return "sha256:%064x".formatted(build);
    }

    /** Commits a workload that runs the artifact, and leaves its row in the backlog. */
    void owe(DeploymentRecord record) {
        try (var file = Outbox.open(path)) {
            var workload = new Workload("shop", "apps", "Deployment", record.deploymentName());
            new Intake(file, InstantSource.system(), () -> {})
                    .commit(List.of(new DesiredState(workload, LAB, List.of(record))), _ -> true);
        }
    }

    /** Commits a workload that runs the artifact, and delivers it. */
    void deliver(DeploymentRecord record) throws Exception {
        owe(record);
        Duration timeout = Duration.ofSeconds(10);
        try (var client = new GitHubClient(
                new Endpoint(github.baseUrl(), "lab-org"),
                () -> "t",
                HttpClients.open(timeout, null, List.of(), null),
                timeout,
                InstantSource.system(),
                "test")) {
            client.post(LAB, List.of(record), Deadline.in(timeout));
        }
        sql("UPDATE outbox SET state = 'delivered', finished_at = 1 WHERE state = 'pending'");
        sql("UPDATE deployment SET accepted_status = status, accepted_name = name, accepted_digest = digest,"
                + " accepted_version = version, accepted_at = 1");
    }

    /** Executes SQL of the test's own. */
    void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Returns the number in the first column of a query. */
    int number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }
}
