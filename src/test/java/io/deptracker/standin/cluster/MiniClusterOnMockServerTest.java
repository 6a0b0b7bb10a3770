package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

@EnableKubernetesMockClient(crud = true)
class MiniClusterOnMockServerTest extends MiniClusterStories {
    // Held by this class, since the log manager itself does not.
    private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    @SuppressWarnings("NullAway.Init") // Set by the extension.
    private KubernetesClient client;

    private MiniCluster cluster;

    @BeforeAll
    static void doNotLogEachRequest() {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    @BeforeEach
    void start() {
        cluster = new MiniCluster(new ClientSink(client), CLOCK);
    }

    @Override
    MiniCluster cluster() {
        return cluster;
    }

    @Override
    KubernetesClient client() {
        return client;
    }
}
