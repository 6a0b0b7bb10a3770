package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.TestPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.cluster.GuardedBody;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real client reads from the stand-in as its kubeconfig file specifies. */
class ClientTest {
    private final ApiServerStandIn server = new ApiServerStandIn();
    private KubernetesClient client;

    @BeforeEach
    void connect(@TempDir Path folder) throws Exception {
        Config config = Config.fromKubeconfig(server.kubeconfig(folder).toFile());
        client = new KubernetesClientBuilder()
                .withHttpClientFactory(GuardedBody.clients())
                .withConfig(config)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void theClientOfTheRuntimeIsTheOneUnderTest() {
        assertThat(HttpClientUtils.getHttpClientFactory().getClass().getSimpleName())
                .isEqualTo("OkHttpClientFactory");
        assertThat(client.getConfiguration().getAutoOAuthToken()).isEqualTo("stand-in");
    }

    @Test
    void listsInPagesAndWithoutNamespacesThatAreExcluded() {
        for (String name : new String[] {"a", "b", "c"}) {
            server.put("pods", pod("n", name));
        }
        server.put("pods", pod("kube-system", "dns"));
        PodList first = client.pods()
                .inAnyNamespace()
                .withoutField("metadata.namespace", "kube-system")
                .list(new ListOptionsBuilder().withLimit(2L).build());
        PodList second = client.pods()
                .inAnyNamespace()
                .list(new ListOptionsBuilder()
                        .withLimit(2L)
                        .withContinue(first.getMetadata().getContinue())
                        .build());
        assertThat(first.getItems()).extracting(p -> p.getMetadata().getName()).containsExactly("a", "b");
        assertThat(second.getItems()).extracting(p -> p.getMetadata().getName()).containsExactly("c");
        assertThat(second.getMetadata().getContinue()).isNull();
    }
}
