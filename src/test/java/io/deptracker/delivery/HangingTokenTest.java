package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deptracker.github.AppCredential;
import io.deptracker.github.AppCredential.Installation;
import io.deptracker.github.Keys;
import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A GitHub App, several workers, and a token endpoint that accepts requests and does not respond. */
@Timeout(120)
class HangingTokenTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WORKERS = 8;
    private static final int NAMES = 20;

    private final GitHubStandIn gitHub = GitHubStandIn.start();
    private DeliveryController deliveryController;
    private Workers workers;

    @BeforeEach
    void open(@TempDir Path folder) {
        String key = Keys.pkcs8(Keys.RSA);
        deliveryController = new DeliveryController(
                folder,
                gitHub.baseUrl(),
                CLOCK,
                5,
                TIMEOUT,
                http -> new AppCredential(
                        gitHub.baseUrl(), new Installation("12345", 67890), () -> key, http, TIMEOUT, CLOCK));
        workers = new Workers(
                deliveryController.courier,
                deliveryController.gate,
                deliveryController.queue,
                deliveryController.signal,
                CLOCK,
                loop -> () -> {});
    }

    @AfterEach
    void close() throws InterruptedException {
        workers.drain(Duration.ZERO);
        deliveryController.gitHub.close();
        assertThat(workers.join(SOON)).isTrue();
        deliveryController.close();
        gitHub.close();
    }

    @Test
    void noRowIsInFlightWhileATokenIsAwaited() {
        hangTokens(3);
        commit("v1");

        workers.start(WORKERS);
        await().atMost(SOON).until(() -> gitHub.app().tokenRequests() >= 2);
        assertThat(leased()).as("rows in flight without a token").isZero();
        commit("v2");
        await().atMost(SOON).until(() -> gitHub.view().size() == NAMES);
        commit("v3");
        await().atMost(SOON)
                .until(() -> gitHub.view().values().stream().allMatch(record -> "v3".equals(record.version())));

        assertThat(gitHub.app().tokenRequests())
                .as("three that hang and one that succeeds, shared by all workers")
                .isEqualTo(4);
        assertInOrder();
    }

    @Test
    void tokensThatHangAgainAndAgainReorderNothing() {
        gitHub.app().lifetime(Duration.ofMinutes(5).plusSeconds(1));
        var requests = new AtomicInteger();
        gitHub.app()
                .script(() -> requests.getAndIncrement() % 2 == 1
                        ? Optional.of(Reply.status(500, "{\"message\": \"oops\"}"))
                        : Optional.empty());
        workers.start(WORKERS);

        for (int version = 1; version <= 30; version++) {
            commit("v" + version);
        }
        await().atMost(SOON)
                .until(() -> gitHub.view().size() == NAMES
                        && gitHub.view().values().stream().allMatch(record -> "v30".equals(record.version())));

        assertInOrder();
    }

    private void hangTokens(int times) {
        var left = new AtomicInteger(times);
        gitHub.app().script(() -> left.getAndDecrement() > 0 ? Optional.of(Reply.hang()) : Optional.empty());
    }

    private void commit(String version) {
        deliveryController.intake.commit(
                IntStream.range(0, NAMES)
                        .mapToObj(n -> SampleRecords.deployed(SampleRecords.name(n), n, version))
                        .toList(),
                _ -> true);
    }

    private long leased() {
        return new Statistics(deliveryController.outbox, CLOCK).count().rows().getOrDefault(RowState.LEASED, 0L);
    }

    private void assertInOrder() {
        Map<String, List<Integer>> versions = new HashMap<>();
        for (ReceivedRecord record : gitHub.accepted()) {
            versions.computeIfAbsent(record.deploymentName(), _ -> new ArrayList<>())
                    .add(Integer.parseInt(String.valueOf(record.version()).substring(1)));
        }
        assertThat(versions).hasSize(NAMES);
        assertThat(versions.values()).allSatisfy(each -> assertThat(each).isSorted());
    }
}
