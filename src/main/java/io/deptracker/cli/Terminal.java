package io.deptracker.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** A terminal at which an operator may be asked. */
public interface Terminal {
    /** Returns whether there is a terminal to ask at. */
    boolean isInteractive();

    /** Asks a question and returns the line that was typed; null if there is none. */
    @Nullable
    String ask(String question);

    /**
     * Returns the terminal of this process. Whether the JDK returns no console if there is no terminal depends on its
     * version.
     */
    @SuppressWarnings("SystemConsoleNull")
    static Terminal system() {
        return new Terminal() {
            @Override
            public boolean isInteractive() {
                Console console = System.console();
                return console != null && console.isTerminal();
            }

            @Override
            public @Nullable String ask(String question) {
                Console console = System.console();
                return console == null ? null : console.readLine("%s", question);
            }
        };
    }
}
