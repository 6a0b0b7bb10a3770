package io.deptracker.cluster;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The servers at both ends of the path and the folder of its outbox. They outlive a path, which may open again. */
final class EndToEndServers implements AutoCloseable {
    final ApiServerStandIn apiServer = new ApiServerStandIn();
    final GitHubStandIn github = GitHubStandIn.start();
    final StandInSink sink = new StandInSink(apiServer);
    final MiniCluster cluster = new MiniCluster(sink, Clock.systemUTC());
    private final Path folder;

    EndToEndServers(Path folder) {
        this.folder = folder;
    }

    /** Opens the path with these settings; on return, existing objects are compared and delivered. */
    EndToEndFixture open(Map<String, String> given) throws Exception {
        return EndToEndFixture.open(folder, apiServer, github, given);
    }

    /** Creates a Deployment called web with one pod in each of the namespaces. */
    void deployments(String image, String... namespaces) {
        for (String namespace : namespaces) {
            cluster.deployment(namespace, "web", 1, Map.of("app", image));
        }
    }

    /** Returns the accepted records in order, as "status version". */
    List<String> recorded() {
        return github.accepted().stream()
                .map(record -> record.status() + " " + record.version())
                .toList();
    }

    /** Returns the status that GitHub shows of each deployment name. */
    Map<String, String> statuses() {
        var statuses = new TreeMap<String, String>();
        github.view().forEach((name, record) -> statuses.put(name, record.status()));
        return statuses;
    }

    /** Returns the status that GitHub shows of one deployment name. */
    String status(String name) {
        ReceivedRecord record = github.view().get(name);
        return record == null ? "never heard of" : record.status();
    }

    @Override
    public void close() {
        apiServer.close();
        github.close();
    }
}
