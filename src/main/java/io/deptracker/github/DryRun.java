package io.deptracker.github;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A dry run: prints each record as it would be posted, one JSON body a line, and accepts it. */
public final class DryRun implements GitHub {
    private final PrintStream out;

    /**
     * @param out receives the lines
     */
    public DryRun(PrintStream out) {
        this.out = out;
    }

    @Override
    public List<Outcome> post(Environment environment, List<DeploymentRecord> sent, Deadline latest) {
        for (DeploymentRecord record : sent) {
            out.println(new String(RequestBody.single(environment, record), StandardCharsets.UTF_8));
        }
        return Collections.nCopies(sent.size(), new Outcome.Accepted());
    }

    @Override
    public Optional<Outcome> prepare() {
        return Optional.empty();
    }

    @Override
    public OptionalLong remainingBudget() {
        return OptionalLong.empty();
    }

    @Override
    public void cutOff() {
        // Nothing is ever in flight.
    }

    @Override
    public void close() {
        out.flush();
    }
}
