package io.deptracker.github;

import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import java.util.List;
import java.util.OptionalLong;

/** Takes deployment records. Safe for many threads. */
public interface GitHub extends AutoCloseable {
    /**
     * Posts records of one environment in one call.
     *
     * @param environment where they run
     * @param sent at least one and at most 1000; of different deployment names
     * @return what became of each, in their order; every fault is an outcome, none is thrown
     */
    List<Outcome> post(Environment environment, List<DeploymentRecord> sent);

    /** How many calls the primary rate limit leaves, as GitHub said last; empty where it never did. */
    OptionalLong remainingBudget();

    /** Ends the calls in flight, each with a passing fault; no call can be made from then on. */
    void cutOff();

    @Override
    void close();
}
