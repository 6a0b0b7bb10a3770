package io.deptracker;

import io.deptracker.config.Settings;
import java.util.Locale;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Hands the log's settings to logback.xml, which reads them when the first logger is made, and has what libraries write to the
 * JDK's own log go the same way.
 */
final class Logging {
    private Logging() {}

    static void use(Settings.Log log) {
        use(log.level(), log.format().name().toLowerCase(Locale.ROOT));
    }

    /** What goes wrong is said on standard error, since standard output is the command's. */
    static void forCommands() {
        use("WARN", "stderr");
    }

    private static void use(String level, String appender) {
        System.setProperty("deptracker.log.level", level);
        System.setProperty("deptracker.log.format", appender);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
