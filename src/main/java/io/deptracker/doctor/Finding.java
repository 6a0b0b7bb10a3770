package io.deptracker.doctor;

import io.deptracker.config.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param level ok, warn or fail
 * @param check what was looked at
 * @param text how it is
 * @param advice what to do about it; null where there is nothing to do
 */
public record Finding(
        String level, String check, String text, @Nullable String advice) {
    private static final String FAIL = "fail";

    /** A finding may quote what an operator wrote, or what a library makes of it. */
    public Finding {
        text = SecretText.masked(text);
    }

    /** As it should be. */
    public static Finding ok(String check, String text) {
        return new Finding("ok", check, text, null);
    }

    /** The controller works, with less than it could have. */
    public static Finding warn(String check, String text, String advice) {
        return new Finding("warn", check, text, advice);
    }

    /** The controller can't do its work like that. */
    public static Finding fail(String check, String text, String advice) {
        return new Finding(FAIL, check, text, advice);
    }

    public boolean failed() {
        return level.equals(FAIL);
    }

    /** The line for people. */
    public String line() {
        return "%-4s  %-12s  %s%s".formatted(level, check, text, advice == null ? "" : "; " + advice);
    }
}
