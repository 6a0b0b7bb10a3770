package io.deptracker.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.standin.github.Reply;
import io.deptracker.testing.Ports;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With any fault of the connection, the call ends within its time, with a passing fault. */
@Timeout(30)
class BadConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ClientFixture impatient = new ClientFixture(SHORT);
    private final ClientFixture patient = new ClientFixture();

    @AfterEach
    void close() {
        impatient.close();
        patient.close();
    }

    @Test
    void silenceEndsWithTheTimeout() {
        impatient.answer(Reply.hang());

        assertThat(impatient.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(impatient.post(2)).hasSize(2).hasOnlyElementsOfType(TransientFailure.class);
    }

    @Test
    void timeoutIsSaidAsItIs() {
        impatient.answer(Reply.drip(Duration.ofSeconds(1)));

        assertThat(impatient.post(1)).containsExactly(new TransientFailure("no response within 0.3 s"));
    }

    @Test
    void bodyOfAByteASecondEndsWithTheTimeout() {
        impatient.answer(Reply.drip(Duration.ofSeconds(1)));
        long start = System.nanoTime();

        List<Outcome> outcomes = impatient.post(1);

        assertThat(outcomes).singleElement().isInstanceOf(TransientFailure.class);
        // The body takes 17 s.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void slowBodyWithinTheTimeIsRead() {
        patient.answer(Reply.storeThen(Reply.drip(Duration.ofMillis(5))));

        assertThat(patient.post(1)).containsExactly(new Outcome.Accepted());
    }

    @Test
    void bodyWithoutAnEndIsCutOffByItsSize() {
        patient.answer(Reply.endless());
        long start = System.nanoTime();

        assertThat(patient.post(1)).singleElement().isInstanceOf(TransientFailure.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ClientFixture.PATIENT);
    }

    @Test
    void connectionCutInTheMiddleIsAPassingFault() {
        patient.answer(Reply.cutOff());

        assertThat(patient.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(patient.gitHub.calls()).hasSize(1);
    }

    @Test
    void clientGoesOnAfterABadConnection() {
        impatient.answer(Reply.hang()).post(1);
        impatient.answer(Reply.cutOff()).post(1);

        impatient.gitHub.answerNormally();

        assertThat(impatient.post(1)).containsExactly(new Outcome.Accepted());
    }

    @Test
    void refusedConnectionIsAPassingFaultThatSaysSo() throws IOException {
        try (Socket refusing = Ports.refusing();
                GitHubClient client = ClientFixture.client(Ports.address(refusing), ClientFixture.PATIENT)) {
            assertThat(client.post(ClientFixture.PRODUCTION, List.of(ClientFixture.record(1))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            TransientFailure.class,
                            fault -> assertThat(fault.detail())
                                    .contains("ConnectException")
                                    .doesNotContain("null"));
        }
    }

    @Test
    void closingEndsTheCallInFlight() throws Exception {
        patient.answer(Reply.hang());
        CompletableFuture<List<Outcome>> posting = CompletableFuture.supplyAsync(() -> patient.post(1));
        patient.gitHub.awaitCalls(1, Duration.ofSeconds(10));

        patient.client.close();

        assertThat(posting.get(5, TimeUnit.SECONDS)).singleElement().isInstanceOf(TransientFailure.class);
    }

    @Test
    void closedClientMakesNoCall() {
        patient.client.close();

        assertThat(patient.post(1)).singleElement().isInstanceOf(TransientFailure.class);
        assertThat(patient.gitHub.calls()).isEmpty();
    }
}
