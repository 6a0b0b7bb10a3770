package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.cluster.GuardedBody;
import io.deptracker.demo.DemoComparison;
import io.deptracker.demo.RunningImages;
import io.deptracker.standin.apiserver.ApiServerFaults;
import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.cluster.MiniCluster;
import io.deptracker.standin.cluster.StandInSink;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.TrackerProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An API server that fails in every way while the cluster changes all the time. {@code -Dchaos.seed} repeats the
 * changes and the faults of a run, but not their timing; {@code -Dchaos.seconds} is its duration.
 */
class ChaosIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int INFORMERS = 9;

    @TempDir
    Path folder;

    @Test
    void theViewIsTrueOnceTheServerIsWell() throws Exception {
        long seed = Long.getLong("chaos.seed", new Random().nextLong());
        Duration duration = Duration.ofSeconds(Long.getLong("chaos.seconds", 120));
        System.out.printf("chaos: -Dchaos.seed=%d -Dchaos.seconds=%d%n", seed, duration.toSeconds());
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var threads = Executors.newCachedThreadPool()) {
            server.pagesOfAtMost(7);
            var random = new Random(seed);
            var apiServerFaults = new ApiServerFaults(server, new Random(random.nextLong()));
            var cluster = new MiniCluster(new StandInSink(server), Clock.systemUTC());
            var stream = new ChangeStream(cluster, random);
            Path kubeconfig = server.kubeconfig(folder);
            // Fast enough to deliver every state before the next one.
            var variables = Map.of("BASE_URL", github.baseUrl().toString(), "PACE", "100", "BURST", "100");
            try (var tracker =
                    TrackerProcess.start(folder, kubeconfig, variables).awaitReady()) {
                long end = System.nanoTime() + duration.toNanos();
                Future<?> changing = repeat(threads, end, () -> {
                    stream.next();
                    return Duration.ofMillis(20);
                });
                Future<?> striking = repeat(threads, end, apiServerFaults::strike);
                changing.get();
                striking.get();
                stream.finish();
                apiServerFaults.calm();

                try (var client = new KubernetesClientBuilder()
                        .withHttpClientFactory(GuardedBody.clients())
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .build()) {
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(200))
                            .untilAsserted(() ->
                                    assertThat(differences(client, github)).isEmpty());
                    await().atMost(PATIENCE).until(() -> tracker.metric("deptracker_informers_watching") == INFORMERS);
                    assertThat(differences(client, github)).isEmpty();
                }
                assertThat(tracker.status("/readyz")).isEqualTo(200);
                assertThat(tracker.status("/livez")).isEqualTo(200);
                assertThat(tracker.terminate()).isZero();
            }
            System.out.printf(
                    "chaos: %d changes, %d records, %d requests, %s%n",
                    stream.changes(),
                    github.accepted().size(),
                    server.requests().size(),
                    apiServerFaults);
            // After a new list the old and the new pods are visible together for a moment, and a record may go back for
            // as long; no more.
            List<String> backwards = stream.backwards(github.accepted());
            System.out.printf("chaos: %d records went backwards: %s%n", backwards.size(), backwards);
            assertThat(backwards).hasSizeLessThanOrEqualTo(github.accepted().size() / 50);
            // A tracker that missed everything would never post a record that goes back.
            assertThat(github.accepted()).hasSizeGreaterThan(stream.changes() / 20);
            // A list of any version would be allowed to go back.
            assertThat(server.requests())
                    .noneMatch(request -> ("&" + request.query() + "&").contains("&resourceVersion=0&"));
        }
    }

    private static List<String> differences(KubernetesClient client, GitHubStandIn github) {
        return DemoComparison.of(RunningImages.read(client), github.view()).differences();
    }

    /** Repeats the work until the end, with a pause of its choice after each time. */
    private static Future<?> repeat(ExecutorService threads, long end, Callable<Duration> work) {
        return threads.submit(() -> {
            while (System.nanoTime() < end) {
                Thread.sleep(work.call());
            }
            return null;
        });
    }
}
