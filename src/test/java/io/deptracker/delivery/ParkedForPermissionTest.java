package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that the credential may not write to. */
@Timeout(60)
class ParkedForPermissionTest {
    private static final String FORBIDDEN = SampleRecords.name(0);

    @TempDir
    private Path folder;

    @AutoClose
    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(folder);
        fixture.acceptOther();
        fixture.gitHub.forgetCalls();
        fixture.gitHub.forbid(SampleRecords.digest(0));
    }

    @Test
    void forbiddenRowIsParkedAndOthersGoOn() {
        fixture.owe(5);

        fixture.runFor(Duration.ofHours(1));

        assertThat(fixture.names("parked")).containsExactly(FORBIDDEN);
        assertThat(fixture.view()).hasSize(4);
        assertThat(fixture.callSeconds()).containsExactly(0L, 300L, 2100L);
        assertThat(fixture.attempts()).isZero();
    }

    @Test
    void forbiddenRowGoesOutOnceItIsAllowed() {
        fixture.owe(1);
        fixture.runFor(Duration.ofMinutes(1));
        fixture.gitHub.allow(SampleRecords.digest(0));

        fixture.runFor(Duration.ofMinutes(5));

        assertThat(fixture.view()).containsOnlyKeys(FORBIDDEN);
    }

    @Test
    void forbiddenRowIsDeadAfterAWeek() {
        fixture.owe(1);

        fixture.runFor(Duration.ofDays(6));
        assertThat(fixture.names("dead")).isEmpty();
        fixture.acceptOther();
        fixture.runFor(Duration.ofDays(2));

        assertThat(fixture.query("SELECT deployment_name || ': ' || last_error FROM dead_letters"))
                .containsExactly(FORBIDDEN + ": HTTP 403: Resource not accessible by integration");
    }

    @Test
    void permissionIsWaitedForAWeekAfterTheAttestationCame() {
        fixture.gitHub.unknown(SampleRecords.digest(0));
        fixture.owe(1);
        fixture.runFor(Duration.ofDays(6));
        fixture.gitHub.forbid(SampleRecords.digest(0));

        fixture.runFor(Duration.ofDays(6));
        assertThat(fixture.names("parked")).containsExactly(FORBIDDEN);
        fixture.gitHub.allow(SampleRecords.digest(0));
        fixture.runFor(Duration.ofDays(1));

        assertThat(fixture.view()).containsOnlyKeys(FORBIDDEN);
    }
}
