package io.deptracker.github;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes deployment records. Safe for many threads. */
public interface GitHub extends AutoCloseable {
    /**
     * Posts records of one environment in one call.
     *
     * @param environment where they run
     * @param sent at least one and at most 1000; of different deployment names
     * @param latest when the call must have ended; one that would begin later is not made
     * @return what became of each, in their order; every fault is an outcome, none is thrown
     */
    List<Outcome> post(Environment environment, List<DeploymentRecord> sent, Deadline latest);

    /** Posts with no other deadline than that of every call. */
    default List<Outcome> post(Environment environment, List<DeploymentRecord> sent) {
        return post(environment, sent, Deadline.in(Duration.ofHours(1)));
    }

    /**
     * Gets what a call needs beside its records, such as a token, so that no row waits for it in flight.
     *
     * @return what kept it from being got, as it would befall a record; empty if a call can be made
     */
    Optional<Outcome> prepare();

    /** How many calls the primary rate limit leaves, as GitHub said last; empty where it never did. */
    OptionalLong remainingBudget();

    /** Ends the calls in flight, each with a passing fault; no call can be made from then on. */
    void cutOff();

    @Override
    void close();
}
