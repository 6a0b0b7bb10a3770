package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.STAGING;
import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.desired;
import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;
import static io.deptracker.outbox.Fixtures.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Committed.Contested;
import io.deptracker.record.Environment;
import io.deptracker.record.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a deployment's name, and what happens when a name or an environment changes. */
class IdentityTest {
    private TestOutbox outbox;

    @BeforeEach
    void open(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void aChangedEnvironmentLeavesTheOldOneAndComesInTheNew() {
        outbox.commit(running(PRODUCTION, "web", 1));
        outbox.deliverAll();

        Committed committed = outbox.commit(running(STAGING, "web", 1));

        assertThat(committed).isEqualTo(new Committed(1, 1, Set.of(), Set.of()));
        assertThat(calls())
                .containsExactlyInAnyOrder(
                        PRODUCTION + " " + deployed("web", 1).decommissioned(), STAGING + " " + deployed("web", 1));
    }

    @Test
    void aWorkloadThatRunsNothingMovesToTheNewEnvironmentAsItWas() {
        outbox.commit(running(PRODUCTION, "web", 1));
        outbox.deliverAll();

        Committed committed = outbox.commit(DesiredState.unknown(workload("web"), STAGING));

        assertThat(committed).isEqualTo(new Committed(1, 1, Set.of(), Set.of()));
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

        Committed again = outbox.commit(running(PRODUCTION, "web", 1));

        assertThat(again).isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.brief()).containsExactly("web deployed v1 pending", "web deployed v2 pending");
    }

    @Test
    void aNameThatAnotherWorkloadHasIsContestedAndStaysTheirs() {
        outbox.commit(desired(PRODUCTION, "web", deployed("name", 1)));

        Committed committed = outbox.commit(desired(PRODUCTION, "api", deployed("name", 2), deployed("api", 3)));

        assertThat(committed)
                .isEqualTo(
                        new Committed(1, 0, Set.of(new Contested("name", workload("api"), workload("web"))), Set.of()));
        assertThat(outbox.brief()).containsExactly("name deployed v1 pending", "api deployed v3 pending");
    }

    @Test
    void aContestedNameIsGivenOnceItIsFree() {
        outbox.commit(desired(PRODUCTION, "web", deployed("name", 1)));
        outbox.deliverAll();
        DesiredState wanted = desired(PRODUCTION, "api", deployed("name", 2));
        outbox.commit(wanted);
        assertThat(outbox.commit(gone("web")).decommissioned()).isEqualTo(1);

        Committed committed = outbox.commit(wanted);

        assertThat(committed).isEqualTo(new Committed(1, 0, Set.of(), Set.of()));
        assertThat(outbox.brief())
                .containsExactly(
                        "name deployed v1 delivered", "name decommissioned v1 superseded", "name deployed v2 pending");
        assertThat(outbox.commit(gone("web"))).as("it is no longer theirs").isEqualTo(Fixtures.NO_CHANGE);
    }

    @Test
    void aWorkloadOfAnotherKindIsAnotherWorkload() {
        outbox.commit(running("web", 1));
        var rollout = new Workload("shop", "argoproj.io", "Rollout", "web");

        Committed committed =
                outbox.commit(List.of(new DesiredState(rollout, PRODUCTION, List.of(deployed("web", 1)))));

        assertThat(committed.contested()).containsExactly(new Contested("web", rollout, workload("web")));
        assertThat(outbox.rows()).hasSize(1);
    }

    @Test
    void ofTwoContainersUnderOneNameTheFirstIsRecorded() {
        DesiredState twice = desired(PRODUCTION, "web", deployed("name", 1), deployed("name", 2));

        outbox.commit(twice);
        Committed again = outbox.commit(twice);

        assertThat(again).as("the record does not flap").isEqualTo(Fixtures.NO_CHANGE);
        assertThat(outbox.brief()).containsExactly("name deployed v1 pending");
    }

    private List<String> calls() {
        var calls = new ArrayList<String>();
        for (Leasing leasing = outbox.queue().lease(1000);
                !leasing.leases().isEmpty();
                leasing = outbox.queue().lease(1000)) {
            Environment environment = Objects.requireNonNull(leasing.environment());
            leasing.leases().forEach(lease -> calls.add(environment + " " + lease.record()));
        }
        return calls;
    }
}
