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
        System.setProperty("deptracker.log.level", log.level());
        System.setProperty("deptracker.log.format", log.format().name().toLowerCase(Locale.ROOT));
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
