package io.deptracker.outbox.upkeep;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.HandBack;
import io.deptracker.outbox.Transition.Retry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a call without a clear response may be stored after a newer one: then the newer one is posted again. */
class ConfirmationsTest {
    private static final Duration LATER = Duration.ofMinutes(5);

    @AutoClose
    private final TestOutbox outbox;

    ConfirmationsTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        outbox.commit(running("web", 1));
    }

    @Test
    void theNewerRecordIsPostedOnceMoreSomeMinutesLater() {
        markUnconfirmed();
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER.minusMillis(1));
        assertThat(confirm()).isZero();

        outbox.clock.advance(Duration.ofMillis(1));

        assertThat(confirm()).isEqualTo(1);
        assertThat(outbox.brief())
                .containsExactly("web deployed v1 superseded", "web deployed v2 delivered", "web deployed v2 pending");
        outbox.deliverAll();
        outbox.clock.advance(LATER);
        assertThat(confirm()).as("confirmed only once").isZero();
    }

    @Test
    void anEndIsConfirmedByWhatGitHubAccepted() {
        outbox.deliverAll();
        outbox.commit(running("web", 2));
        markUnconfirmed();
        outbox.commit(gone("web"));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);

        assertThat(outbox.leaseOne().record())
                .isEqualTo(Fixtures.deployed("web", 1).decommissioned());
    }

    @Test
    void anEndInDoubtIsFollowedByAConfirmationOfWhatRunsAgain() {
        outbox.deliverAll();
        outbox.commit(gone("web"));
        markUnconfirmed();
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);

        assertThat(outbox.leaseOne().record()).isEqualTo(Fixtures.deployed("web", 1));
    }

    @Test
    void theSameRecordNeedsNoConfirmation() {
        markUnconfirmed();
        outbox.clock.advance(Duration.ofSeconds(1));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isZero();
    }

    @Test
    void aDoubtLastsLongerThanTheAcceptanceOfTheSameRecord() {
        markUnconfirmed();
        outbox.deliverAll();
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);
    }

    @Test
    void aDoubtOfLongAgoNeedsNoConfirmation() {
        markUnconfirmed();
        outbox.clock.advance(LATER);
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isZero();
    }

    @Test
    void anOlderDoubtIsNotForgottenForANewerOne() {
        markUnconfirmed();
        outbox.commit(running("web", 2));
        markUnconfirmed();
        outbox.clock.advance(Duration.ofSeconds(1));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);
    }

    @Test
    void aLeaseThatWasTakenBackIsADoubt() {
        outbox.leaseOne();
        outbox.queue().reapAll();
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);
    }

    @Test
    void aClearRefusalIsNoDoubt() {
        outbox.settle(new HandBack(outbox.leaseOne(), outbox.clock.instant(), null, "429"));
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER);

        assertThat(confirm()).isZero();
    }

    @Test
    void aConfirmationThatIsSupersededByWhatIsTakenBackIsMadeUp() {
        markUnconfirmed();
        outbox.commit(gone("web"));
        outbox.deliverAll();
        outbox.clock.advance(LATER);
        assertThat(confirm()).isEqualTo(1);

        outbox.commit(running("web", 2));
        outbox.commit(gone("web"));

        assertThat(confirm()).isEqualTo(1);
        assertThat(outbox.leaseOne().record())
                .isEqualTo(Fixtures.deployed("web", 1).decommissioned());
    }

    @Test
    void whatIsOwedAnywayConfirmsOnceItIsAccepted() {
        markUnconfirmed();
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.clock.advance(LATER);
        outbox.commit(running("web", 3));
        assertThat(confirm()).isZero();

        outbox.deliverAll();

        assertThat(confirm()).isZero();
    }

    @Test
    void aDeadRecordIsNotConfirmed() {
        markUnconfirmed();
        outbox.commit(running("web", 2));
        outbox.deliverAll();
        outbox.commit(running("web", 3));
        outbox.settle(new Bury(outbox.leaseOne(), "422", false));
        outbox.clock.advance(LATER);

        confirm();

        assertThat(outbox.newest().state()).isEqualTo("dead");
        assertThat(confirm()).isZero();
    }

    @Test
    void aClockThatIsSetBackPutsNoConfirmationOff() {
        markUnconfirmed();
        outbox.commit(running("web", 2));
        outbox.settle(new Deliver(outbox.leaseOne()));
        outbox.clock.advance(Duration.ofDays(-1));
        confirm();

        outbox.clock.advance(LATER);

        assertThat(confirm()).isEqualTo(1);
    }

    /** Ends a call without a clear response. */
    private void markUnconfirmed() {
        outbox.settle(new Retry(outbox.leaseOne(), outbox.clock.instant(), null, "timed out", false));
    }

    private int confirm() {
        return outbox.confirm();
    }
}
