package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.artifact;
import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.desired;
import static io.deptracker.outbox.Fixtures.digest;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static io.deptracker.outbox.Fixtures.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import io.deptracker.record.Status;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
    @AutoClose
    private final TestOutbox outbox;

    IntakeTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void owesARowForEachNewContainer() {
        CommitResult commitResult =
                outbox.commit(desired(PRODUCTION, "web", deployed("web/app", 1), deployed("web/log", 2)));

        assertThat(commitResult).isEqualTo(new CommitResult(2, 0, Set.of(), Set.of()));
        assertThat(outbox.brief()).containsExactly("web/app deployed v1 pending", "web/log deployed v2 pending");
        assertThat(outbox.newest().availableAt()).isEqualTo(outbox.clock.instant());
        assertThat(outbox.owed).hasValue(1);
    }

    @Test
    void owesNothingForWhatWasSaidBefore() {
        outbox.commit(running("web", 1));
        long written = outbox.file().walBytes();

        CommitResult again = outbox.commit(running("web", 1));

        assertThat(again).isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.rows()).hasSize(1);
        assertThat(outbox.owed).hasValue(1);
        assertThat(outbox.file().walBytes()).as("nothing is written").isEqualTo(written);
    }

    @Test
    void owesNothingForWhatWasSaidBeforeARestart() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.reopen();

        assertThat(outbox.commit(running("web", 1))).isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.lease()).isEmpty();
    }

    @Test
    void aChangeOfTheDigestTakesThePlaceOfTheRowThatWaits() {
        outbox.commit(running("web", 1));

        CommitResult commitResult = outbox.commit(running("web", 2));

        assertThat(commitResult.deployed()).isEqualTo(1);
        assertThat(outbox.brief()).containsExactly("web deployed v1 superseded", "web deployed v2 pending");
        assertThat(outbox.rows().getFirst().finishedAt()).isEqualTo(outbox.clock.instant());
    }

    @Test
    void aChangeOfVersionOrMetadataAloneIsAChange() {
        var metadata = new Metadata(Map.of("team", "pay"), Set.of(RuntimeRisk.SENSITIVE_DATA), "shop");
        var retagged = new Artifact(artifact(1).name(), digest(1), null);
        outbox.commit(running("web", 1));
        outbox.deliverAll();

        outbox.commit(desired(PRODUCTION, "web", deployed("web", retagged)));
        assertThat(outbox.leaseOne().record().artifact().version()).isNull();

        outbox.commit(desired(PRODUCTION, "web", new DeploymentRecord("web", Status.DEPLOYED, retagged, metadata)));
        assertThat(outbox.rows()).hasSize(3);
        outbox.queue().reapAll();
        assertThat(outbox.leaseOne().record().metadata()).isEqualTo(metadata);
    }

    @Test
    void aContainerThatIsGoneIsDecommissionedAndTheOthersStay() {
        outbox.commit(desired(PRODUCTION, "web", deployed("web/app", 1), deployed("web/log", 2)));
        outbox.deliverAll();

        CommitResult commitResult = outbox.commit(desired(PRODUCTION, "web", deployed("web/app", 1)));

        assertThat(commitResult).isEqualTo(new CommitResult(0, 1, Set.of(), Set.of()));
        assertThat(outbox.newest().brief()).isEqualTo("web/log decommissioned v2 pending");
        assertThat(outbox.rows()).hasSize(3);
    }

    @Test
    void isDeployedAgainAfterItWasGone() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        outbox.commit(gone("web"));

        CommitResult commitResult = outbox.commit(running("web", 1));

        assertThat(commitResult.deployed()).isEqualTo(1);
        assertThat(outbox.brief())
                .containsExactly(
                        "web deployed v1 delivered", "web decommissioned v1 superseded", "web deployed v1 pending");
    }

    @Test
    void aFailingCommitChangesNothing() {
        List<DesiredState> states = new AbstractList<>() {
            @Override
            public DesiredState get(int index) {
                if (index == 1) {
                    throw new IllegalStateException("the second one fails");
                }
                return running("web", 1);
            }

            @Override
            public int size() {
                return 2;
            }
        };

        assertThatIllegalStateException().isThrownBy(() -> outbox.commit(states));

        assertThat(outbox.rows()).isEmpty();
        assertThat(outbox.texts("SELECT deployment_name FROM deployment")).isEmpty();
        assertThat(outbox.owed).hasValue(0);
        assertThat(outbox.commit(running("web", 1)).deployed()).isEqualTo(1);
    }

    @Test
    void knowsTheWorkloadsThatHaveSomethingDeployed() {
        outbox.commit(
                running("web", 1),
                desired(PRODUCTION, "db", deployed("db/a", 1), deployed("db/b", 1)),
                running("cron", 1));
        outbox.commit(gone("cron"));

        assertThat(new Intake(outbox.file(), outbox.clock, () -> {}).workloads())
                .containsExactlyInAnyOrder(workload("web"), workload("db"));
    }
}
