package io.deptracker.outbox.file;

import java.time.InstantSource;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * What the outbox file takes from the machine it is on.
 *
 * @param clock the wall clock, for stored instants
 * @param steady measures waits; cannot be set
 * @param connections wraps the source of the connections to a file, such as to make some of them fail
 */
public record Host(InstantSource clock, InstantSource steady, UnaryOperator<DataSource> connections) {
    /** Returns this machine, with a steady clock of the caller's. */
    public static Host system(InstantSource clock, InstantSource steady) {
        return new Host(clock, steady, UnaryOperator.identity());
    }

    /** Returns this machine for short work: waits are measured by the wall clock. */
    public static Host system() {
        return system(InstantSource.system(), InstantSource.system());
    }
}
