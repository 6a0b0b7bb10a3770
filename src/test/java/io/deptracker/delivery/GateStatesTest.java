package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.delivery.Gate.Entry;
import io.deptracker.outbox.control.GateReason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table in the class comment of {@link Gate}. */
class GateStatesTest {
    @AutoClose
    private final GateFixture fixture;

    GateStatesTest(@TempDir Path folder) {
        fixture = new GateFixture(folder);
    }

    @ParameterizedTest(name = "{1} in {0}: {2} by a probe, {3} by a call that was under way")
    @CsvSource(delimiter = '|', textBlock = """
            # state        | what a call shows | by a probe     | by a call that was under way
            open           | accepted          |                | open
            open           | judged            |                | open
            open           | refused           |                | open
            open           | refused in a row  |                | forbidden
            open           | faulted           |                | open
            open           | faulted in a row  |                | outage
            open           | no credential     |                | bad_credential
            open           | limited           |                | rate_limit
            rate_limit     | accepted          |                | rate_limit
            rate_limit     | judged            |                | rate_limit
            rate_limit     | refused in a row  |                | rate_limit
            rate_limit     | faulted in a row  |                | rate_limit
            rate_limit     | no credential     |                | rate_limit
            rate_limit     | limited           |                | rate_limit
            bad_credential | accepted          | open           | bad_credential
            bad_credential | judged            | open           | bad_credential
            bad_credential | refused           | open           | bad_credential
            bad_credential | faulted           | outage         | bad_credential
            bad_credential | no credential     | bad_credential | bad_credential
            bad_credential | limited           | rate_limit     | rate_limit
            forbidden      | accepted          | open           | open
            forbidden      | judged            | forbidden      | forbidden
            forbidden      | refused           | forbidden      | forbidden
            forbidden      | faulted           | outage         | forbidden
            forbidden      | no credential     | bad_credential | bad_credential
            forbidden      | limited           | rate_limit     | rate_limit
            outage         | accepted          | open           | open
            outage         | judged            | open           | open
            outage         | refused           | open           | open
            outage         | faulted           | outage         | outage
            outage         | no credential     | bad_credential | bad_credential
            outage         | limited           | rate_limit     | rate_limit
            """)
    void leadsFromStateToState(String state, String shown, String byProbe, String byEarlierCall) {
        Entry.Admitted[] earlier = {fixture.entered(), fixture.entered(), fixture.entered()};
        if (!state.equals("open")) {
            fixture.shutFor(GateReason.of(state));
        }

        for (int call = 0; call < (shown.endsWith("in a row") ? 3 : 1); call++) {
            fixture.report(earlier[call], result(shown, call));
        }
        assertThat(fixture.reason()).isEqualTo(byEarlierCall);

        if (byProbe != null) {
            fixture.restart();
            fixture.clock.advance(Duration.ofHours(1));
            fixture.gate().enter();
            fixture.restart();
            if (!fixture.reason().equals("open")) {
                fixture.report(fixture.entered(), GateFixture.ACCEPTED);
            }
            assertThat(fixture.reason()).isEqualTo("open");
            fixture.report(fixture.probeOf(GateReason.of(state)), result(shown, 9));
            assertThat(fixture.reason()).isEqualTo(byProbe);
        }
    }

    private CallResult result(String shown, int subject) {
        return switch (shown) {
            case "accepted" -> GateFixture.ACCEPTED;
            case "judged" -> GateFixture.JUDGED;
            case "refused", "refused in a row" -> GateFixture.refusal(subject);
            case "faulted", "faulted in a row" -> GateFixture.fault(subject);
            case "no credential" -> GateFixture.BAD;
            case "limited" -> fixture.limit(Duration.ofMinutes(10));
            default -> throw new IllegalArgumentException(shown);
        };
    }
}
