package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.deptracker.outbox.file.FullFile;
import io.deptracker.standin.github.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Metrics and log lines report what was committed, once. */
@Timeout(60)
class SettlementReportTest {
    private static final String WEB = "web";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private DeliveryFixture fixture;

    @BeforeEach
    void open(@TempDir Path folder) {
        fixture = new DeliveryFixture(folder);
        log.start();
        logger().setLevel(Level.INFO);
        logger().setAdditive(false);
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        logger().setLevel(null);
        logger().setAdditive(true);
        fixture.close();
    }

    @Test
    void rowsAreCountedOnceWhenRoomWasMadeForTheirTransaction() {
        fixture.owe(500);
        fixture.runUntilIdle();
        fixture.owe(100);
        fixture.gitHub.answerWith(call -> {
            // Long errors need more room than the file has.
            FullFile.noLargerThanNow(fixture.controller().outbox);
            return call.records().size() < 100
                    ? Optional.empty()
                    : Optional.of(Reply.status(422, "{\"message\": \"%s\"}".formatted("no".repeat(140))));
        });

        fixture.controller().courier.runOnce();

        assertThat(fixture.names("delivered")).as("pruned to make room").isEmpty();
        assertThat(settled("handed_back")).isEqualTo(100);
    }

    @Test
    void lostLeaseIsNeitherCountedNorLoggedAsDelivered() {
        var expired = new AtomicBoolean();
        fixture.gitHub.answerWith(_ -> {
            if (!expired.getAndSet(true)) {
                fixture.clock.advance(Duration.ofMinutes(3));
                fixture.controller().queue.reap();
            }
            return Optional.empty();
        });
        fixture.owe(1);

        fixture.runUntilIdle();

        assertThat(fixture.gitHub.accepted()).hasSize(2);
        assertThat(fixture.counted("deptracker_leases_lost")).isEqualTo(1);
        assertThat(fixture.counted("deptracker_post_record_ok")).isEqualTo(1);
        assertThat(settled("delivered")).isEqualTo(1);
        assertThat(lines()).containsExactly("record delivered");
    }

    @Test
    void overtakenRowIsNeitherCountedNorLoggedAsDead() {
        fixture.owe(SampleRecords.deployed(WEB, 1, "v1"));
        var overtaken = new AtomicBoolean();
        fixture.gitHub.answerWith(_ -> {
            if (overtaken.getAndSet(true)) {
                return Optional.empty();
            }
            fixture.owe(SampleRecords.deployed(WEB, 2, "v2"));
            return Optional.of(Reply.status(422, "{\"message\": \"Validation Failed\"}"));
        });

        fixture.runUntilIdle();

        assertThat(fixture.names("superseded")).containsExactly(WEB);
        assertThat(settled("superseded")).isEqualTo(1);
        assertThat(settled("dead")).isZero();
        assertThat(fixture.counted("deptracker_post_record_client_error")).isZero();
        assertThat(lines()).containsExactly("record delivered");
    }

    private double settled(String outcome) {
        return fixture.controller()
                .registry
                .get("deptracker_rows_settled")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SettlementReport.class);
    }
}
