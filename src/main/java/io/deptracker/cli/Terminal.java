package io.deptracker.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Where somebody may be asked. */
public interface Terminal {
    /** Whether there is somebody to ask. */
    boolean isInteractive();

    /** Asks, and gives the answer; null where there is none. */
    @Nullable
    String ask(String question);

    /** That of this process. Where there is no terminal, whether the JDK gives no console depends on its version. */
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
