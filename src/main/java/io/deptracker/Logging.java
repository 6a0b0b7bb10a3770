package io.deptracker;

import io.deptracker.config.Settings;
import java.util.Locale;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log's configuration: passes the settings to logback.xml, which reads them when the first logger is made, and
 * routes the JDK's own log, which libraries use, to the same place.
 */
final class Logging {
    private Logging() {}

    static void use(Settings.Log log) {
        use(log.level(), log.format().name().toLowerCase(Locale.ROOT));
    }

    /** Logs faults to standard error, since standard output belongs to the command. */
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
