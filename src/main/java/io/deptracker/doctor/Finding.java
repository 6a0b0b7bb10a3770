package io.deptracker.doctor;

import io.deptracker.config.SecretText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A finding of the doctor.
 *
 * @param level how severe it is
 * @param check what was checked
 * @param text the state that was found
 * @param advice the remedy; null if none is needed
 */
public record Finding(
        Level level, String check, String text, @Nullable String advice) {
    /** The severity of a finding; its text is printed unchanged. */
    public enum Level {
        /** Everything is in order. */
        OK,
        /** The controller works, with reduced function. */
        WARN,
        /** The controller cannot work in this state. */
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Masks secrets: a finding may quote an operator's setting, or a library's message about it. */
    public Finding {
        text = SecretText.masked(text);
    }

    /** Creates a finding that everything is in order. */
    public static Finding ok(String check, String text) {
        return new Finding(Level.OK, check, text, null);
    }

    /** Creates a finding that the controller works with reduced function. */
    public static Finding warn(String check, String text, String advice) {
        return new Finding(Level.WARN, check, text, advice);
    }

    /** Creates a finding that the controller cannot work in this state. */
    public static Finding fail(String check, String text, String advice) {
        return new Finding(Level.FAIL, check, text, advice);
    }

    public boolean failed() {
        return level == Level.FAIL;
    }

    /** Returns the line to print. */
    public String line() {
        return "%-4s  %-12s  %s%s".formatted(level, check, text, advice == null ? "" : "; " + advice);
    }
}
