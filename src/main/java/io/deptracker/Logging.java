package io.deptracker;

import io.deptracker.config.Settings;
import java.util.Locale;

/** Hands the log's settings to logback.xml, which reads them when the first logger is made. */
final class Logging {
    private Logging() {}

    static void use(Settings.Log log) {
        System.setProperty("deptracker.log.level", log.level());
        System.setProperty("deptracker.log.format", log.format().name().toLowerCase(Locale.ROOT));
    }
}
