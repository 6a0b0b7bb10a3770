package io.deptracker.cli;

import java.time.InstantSource;
import java.util.Map;

/**
 * What commands find around them.
 *
 * @param variables the environment
 * @param clock tells the time
 * @param terminal where to ask
 */
public record Context(Map<String, String> variables, InstantSource clock, Terminal terminal) {
    /** That of this process. */
    public static Context system() {
        return new Context(System.getenv(), InstantSource.system(), Terminal.system());
    }
}
