package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record that decommissions a deployment names the artifact that GitHub has or may have. */
class DecommissionRecordTest {
    @AutoClose
    private final TestOutbox outbox;

    DecommissionRecordTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void isDecommissionedWithTheArtifactThatGitHubAccepted() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(running("web", 2));

        outbox.commit(gone("web"));

        assertThat(outbox.brief())
                .containsExactly(
                        "web deployed v1 delivered", "web deployed v2 superseded", "web decommissioned v1 pending");
    }

    @Test
    void whatGitHubNeverHeardOfIsNotTakenBack() {
        outbox.commit(running("web", 1));

        CommitResult commitResult = outbox.commit(gone("web"));

        assertThat(commitResult.decommissioned()).isEqualTo(1);
        assertThat(outbox.brief()).containsExactly("web deployed v1 superseded");
        assertThat(outbox.owed)
                .as("calls after a row was added: none for the decommission")
                .hasValue(1);
    }

    @Test
    void whatIsGoneIsNotTakenBackTwice() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(gone("web"));
        outbox.deliverAll();

        assertThat(outbox.commit(gone("web"))).isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.rows()).hasSize(2);
    }

    @Test
    void aDeploymentThatCameBackUnseenIsNotTakenBack() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(gone("web"));
        outbox.deliverAll();
        outbox.commit(running("web", 2));

        outbox.commit(gone("web"));

        assertThat(outbox.newest().brief()).isEqualTo("web deployed v2 superseded");
    }

    @Test
    void whatIsInFlightIsTakenBack() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();

        outbox.commit(gone("web"));

        assertThat(outbox.brief()).containsExactly("web deployed v1 leased", "web decommissioned v1 pending");
        assertThat(outbox.lease())
                .as("one row of a deployment in flight at a time")
                .isEmpty();
        outbox.settle(new Deliver(lease));
        assertThat(outbox.leaseOne().record().status()).isEqualTo(Status.DECOMMISSIONED);
    }

    @Test
    void whatIsInFlightIsTakenBackWithItsOwnArtifact() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        outbox.commit(running("web", 2));

        outbox.commit(gone("web"));

        outbox.settle(new Deliver(lease));
        assertThat(outbox.leaseOne().record())
                .as("GitHub may know no artifact of the later build")
                .isEqualTo(deployed("web", 1).decommissioned());
    }

    @Test
    void whatGitHubMayHaveStoredIsTakenBackWithThatArtifact() {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Retry(lease, outbox.clock.instant(), null, "timed out", false));
        outbox.commit(running("web", 2));

        outbox.commit(gone("web"));

        assertThat(outbox.newest().brief()).isEqualTo("web decommissioned v1 pending");
    }

    @Test
    void farewellOfADoubtedBuildTakesBackWhatGitHubAcceptedMeanwhile() {
        outbox.commit(running("web", 1));
        outbox.settle(new Retry(outbox.leaseOne(), outbox.clock.instant(), null, "timed out", false));
        outbox.commit(running("web", 2));
        Lease inFlight = outbox.leaseOne();
        outbox.commit(gone("web"));

        outbox.settle(new Deliver(inFlight));

        assertThat(outbox.leaseOne().record()).isEqualTo(deployed("web", 2).decommissioned());
    }

    @Test
    void doubtEndsWithWhatGitHubAccepts() {
        outbox.commit(running("web", 1));
        outbox.leaseOne();
        outbox.queue().reapAll();
        outbox.commit(gone("web"));
        outbox.deliverAll();
        outbox.commit(running("web", 2));

        outbox.commit(gone("web"));

        assertThat(outbox.brief())
                .containsExactly(
                        "web deployed v1 superseded", "web decommissioned v1 delivered", "web deployed v2 superseded");
    }
}
