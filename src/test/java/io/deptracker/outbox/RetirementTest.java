package io.deptracker.outbox;

import static io.deptracker.outbox.Fixtures.NO_CHANGE;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Retirement.Progress;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator retires a cluster. */
class RetirementTest {
    @AutoClose
    private final TestOutbox outbox;

    private Retirement retirement;

    RetirementTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
        retirement = new Retirement(outbox.file(), outbox.clock);
    }

    @Test
    void whatGitHubMayShowIsDecommissioned() {
        outbox.commit(running("accepted", 1), running("flying", 2));
        List<Lease> leases = outbox.lease();
        outbox.settle(new Deliver(leases.getFirst()));
        outbox.commit(running("unheard", 3));

        assertThat(retirement.clusters()).containsExactly("main");
        assertThat(retirement.begin()).isEqualTo(3);

        assertThat(outbox.brief())
                .containsExactlyInAnyOrder(
                        "accepted deployed v1 delivered",
                        "flying deployed v2 leased",
                        "unheard deployed v3 superseded",
                        "accepted decommissioned v1 pending",
                        "flying decommissioned v2 pending");
        assertThat(retirement.progress()).isEqualTo(new Progress(2, 2, 0));
        assertThat(retirement.clusters()).isEmpty();
        outbox.settle(new Deliver(leases.getLast()));
        outbox.deliverAll();
        assertThat(retirement.progress()).isEqualTo(new Progress(2, 0, 0));
        assertThat(retirement.progress().done()).isEqualTo(2);
    }

    @Test
    void nothingIsRecordedWhileItIsRetiredAlsoAfterARestart() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        retirement.begin();
        outbox.deliverAll();

        assertThat(outbox.commit(running("web", 1), running("new", 2))).isEqualTo(NO_CHANGE);
        outbox.reopen();
        assertThat(outbox.commit(running("web", 2))).isEqualTo(NO_CHANGE);

        assertThat(outbox.brief()).containsExactly("web deployed v1 delivered", "web decommissioned v1 delivered");
    }

    @Test
    void asLongAsItIsRetiredAnotherTimeChangesNothing() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        retirement.begin();
        Optional<Instant> since = retirement.since();
        outbox.clock.advance(TestOutbox.MINUTE);

        assertThat(retirement.begin()).isZero();

        assertThat(retirement.since()).isEqualTo(since).isPresent();
        assertThat(retirement.progress()).isEqualTo(new Progress(1, 1, 0));
    }

    @Test
    void whatRunsIsPostedAgainAfterItIsUndone() {
        outbox.commit(running("web", 1));
        outbox.deliverAll();
        retirement.begin();

        assertThat(retirement.undo()).isTrue();
        assertThat(retirement.undo()).isFalse();

        assertThat(retirement.since()).isEmpty();
        assertThat(outbox.commit(running("web", 1)).deployed()).isEqualTo(1);
        assertThat(outbox.newest().brief()).isEqualTo("web deployed v1 pending");
    }

    @Test
    void whatCanNotBeDeliveredIsStuck() {
        outbox.commit(running("web", 1), running("api", 2));
        outbox.deliverAll();
        retirement.begin();
        List<Lease> leases = outbox.lease();
        outbox.settle(new Bury(leases.getFirst(), "422", false), new Deliver(leases.getLast()));

        assertThat(retirement.progress()).isEqualTo(new Progress(2, 0, 1));
    }

    @Test
    void theBrakeHoldsNothingAnyMore() {
        var brake = new BrakeStore(outbox.file());
        brake.hold(outbox.clock.instant(), 30, Optional.empty());

        retirement.begin();

        assertThat(brake.read().heldSince()).isEmpty();
    }
}
