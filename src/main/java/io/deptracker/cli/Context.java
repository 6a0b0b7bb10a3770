package io.deptracker.cli;

import java.time.InstantSource;
import java.util.Map;

/**
 * The environment of a command.
 *
 * @param variables the environment variables
 * @param clock the wall clock
 * @param terminal the terminal for confirmations
 */
public record Context(Map<String, String> variables, InstantSource clock, Terminal terminal) {
    /** Returns the environment of this process. */
    public static Context system() {
        return new Context(System.getenv(), InstantSource.system(), Terminal.system());
    }
}
