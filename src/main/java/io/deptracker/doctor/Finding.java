package io.deptracker.doctor;

import io.deptracker.config.SecretText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param level how bad it is
 * @param check what was looked at
 * @param text how it is
 * @param advice what to do about it; null where there is nothing to do
 */
public record Finding(
        Level level, String check, String text, @Nullable String advice) {
    /** How bad it is. Its text is printed as it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** The controller works, with less than it could have. */
        WARN,
        /** The controller cannot work like that. */
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A finding may quote what an operator wrote, or what a library makes of it. */
    public Finding {
        text = SecretText.masked(text);
    }

    /** As it should be. */
    public static Finding ok(String check, String text) {
        return new Finding(Level.OK, check, text, null);
    }

    /** The controller works, with less than it could have. */
    public static Finding warn(String check, String text, String advice) {
        return new Finding(Level.WARN, check, text, advice);
    }

    /** The controller can't do its work like that. */
    public static Finding fail(String check, String text, String advice) {
        return new Finding(Level.FAIL, check, text, advice);
    }

    public boolean failed() {
        return level == Level.FAIL;
    }

    /** The line for people. */
    public String line() {
        return "%-4s  %-12s  %s%s".formatted(level, check, text, advice == null ? "" : "; " + advice);
    }
}
