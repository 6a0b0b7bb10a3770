package io.deptracker.github;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A receiver of deployment records. Safe for many threads. */
public interface GitHub extends AutoCloseable {
    /**
     * Posts records of one environment in one call.
     *
     * @param environment where the workloads run
     * @param sent 1 to 1000 records of different deployment names
     * @param latest when the call must have ended; a call that would begin later is not made
     * @return the outcome of each, in their order; every fault is an outcome, none is thrown
     */
    List<Outcome> post(Environment environment, List<DeploymentRecord> sent, Deadline latest);

    /** Posts with no deadline besides the timeout of every call. */
    default List<Outcome> post(Environment environment, List<DeploymentRecord> sent) {
        return post(environment, sent, Deadline.in(Duration.ofHours(1)));
    }

    /**
     * Obtains what a call needs in addition to its records, such as a token, so that no leased row waits for it.
     *
     * @return the failure, as the outcome that a record would have; empty if a call can be made
     */
    Optional<Outcome> prepare();

    /** Returns how many calls the primary rate limit leaves, by GitHub's last response; empty if none stated it. */
    OptionalLong remainingBudget();

    /** Aborts the calls in flight, each with a passing fault. No call can be made from then on. */
    void cutOff();

    @Override
    void close();
}
