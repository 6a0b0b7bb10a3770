package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.STAGING;
import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.desired;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static io.deptracker.outbox.Fixtures.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.CommitResult.Contested;
import io.deptracker.record.Environment;
import io.deptracker.record.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which workload has a deployment name, and the effects of changing a name or an environment. */
class IdentityTest {
    @AutoClose
    private final TestOutbox outbox;

    IdentityTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void aChangedEnvironmentLeavesTheOldOneAndComesInTheNew() {
        outbox.commit(running(PRODUCTION, "web", 1));
        outbox.deliverAll();

        CommitResult commitResult = outbox.commit(running(STAGING, "web", 1));

        assertThat(commitResult).isEqualTo(new CommitResult(1, 1, Set.of(), Set.of()));
        assertThat(calls())
                .containsExactlyInAnyOrder(
                        PRODUCTION + " " + deployed("web", 1).decommissioned(), STAGING + " " + deployed("web", 1));
    }

    @Test
    void aWorkloadThatRunsNothingMovesToTheNewEnvironmentAsItWas() {
        outbox.commit(running(PRODUCTION, "web", 1));
        outbox.deliverAll();

        CommitResult commitResult = outbox.commit(DesiredState.unknown(workload("web"), STAGING));

        assertThat(commitResult).isEqualTo(new CommitResult(1, 1, Set.of(), Set.of()));
        assertThat(calls())
                .containsExactlyInAnyOrder(
                        PRODUCTION + " " + deployed("web", 1).decommissioned(), STAGING + " " + deployed("web", 1));
        assertThat(outbox.commit(DesiredState.unknown(workload("web"), STAGING)))
                .isEqualTo(Fixtures.NO_CHANGE);
    }

    @Test
    void aWorkloadThatRunsNothingStaysAsItIs() {
        outbox.commit(running(PRODUCTION, "web", 1));

        assertThat(outbox.commit(DesiredState.unknown(workload("web"), PRODUCTION)))
                .isEqualTo(Fixtures.NO_CHANGE);
    }

    @Test
    void aChangedNameLeavesTheOldOneAndComesWithTheNew() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();

        outbox.commit(desired(PRODUCTION, "web", deployed("shop/web", 1)));

        assertThat(outbox.brief())
                .containsExactly(
                        "web deployed v1 delivered", "shop/web deployed v1 pending", "web decommissioned v1 pending");
    }

    @Test
    void theSameNameInTwoEnvironmentsIsTwoDeployments() {
        Workload other = new Workload("other", "apps", "Deployment", "web");
        outbox.commit(running(PRODUCTION, "web", 1), new DesiredState(other, STAGING, List.of(deployed("web", 2))));

        CommitResult again = outbox.commit(running(PRODUCTION, "web", 1));

        assertThat(again).isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.brief()).containsExactly("web deployed v1 pending", "web deployed v2 pending");
    }

    @Test
    void aNameThatAnotherWorkloadHasIsContestedAndStaysTheirs() {
        outbox.commit(desired(PRODUCTION, "web", deployed("name", 1)));

        CommitResult commitResult = outbox.commit(desired(PRODUCTION, "api", deployed("name", 2), deployed("api", 3)));

        assertThat(commitResult)
                .isEqualTo(new CommitResult(
                        1, 0, Set.of(new Contested("name", workload("api"), workload("web"))), Set.of()));
        assertThat(outbox.brief()).containsExactly("name deployed v1 pending", "api deployed v3 pending");
    }

    @Test
    void aContestedNameIsGivenOnceItIsFree() {
        outbox.commit(desired(PRODUCTION, "web", deployed("name", 1)));
        outbox.deliverAll();
        DesiredState wanted = desired(PRODUCTION, "api", deployed("name", 2));
        outbox.commit(wanted);
        assertThat(outbox.commit(gone("web")).decommissioned()).isEqualTo(1);

        CommitResult commitResult = outbox.commit(wanted);

        assertThat(commitResult).isEqualTo(new CommitResult(1, 0, Set.of(), Set.of()));
        assertThat(outbox.brief())
                .containsExactly(
                        "name deployed v1 delivered", "name decommissioned v1 superseded", "name deployed v2 pending");
        assertThat(outbox.commit(gone("web")))
                .as("another workload has the name now")
                .isEqualTo(Fixtures.NO_CHANGE);
    }

    @Test
    void aWorkloadOfAnotherKindIsAnotherWorkload() {
        outbox.commit(running("web", 1));
        var rollout = new Workload("shop", "argoproj.io", "Rollout", "web");

        CommitResult commitResult =
                outbox.commit(List.of(new DesiredState(rollout, PRODUCTION, List.of(deployed("web", 1)))));

        assertThat(commitResult.contested()).containsExactly(new Contested("web", rollout, workload("web")));
        assertThat(outbox.rows()).hasSize(1);
    }

    @Test
    void ofTwoContainersUnderOneNameTheFirstIsRecorded() {
        DesiredState twice = desired(PRODUCTION, "web", deployed("name", 1), deployed("name", 2));

        outbox.commit(twice);
        CommitResult again = outbox.commit(twice);

        assertThat(again).as("the record does not flap").isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.brief()).containsExactly("name deployed v1 pending");
    }

    private List<String> calls() {
        var calls = new ArrayList<String>();
        for (LeasedBatch leasedBatch = outbox.queue().lease(1000);
                !leasedBatch.leases().isEmpty();
                leasedBatch = outbox.queue().lease(1000)) {
            Environment environment = Objects.requireNonNull(leasedBatch.environment());
            leasedBatch.leases().forEach(lease -> calls.add(environment + " " + lease.record()));
        }
        return calls;
    }
}
