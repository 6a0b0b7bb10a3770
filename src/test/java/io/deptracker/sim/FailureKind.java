package io.deptracker.sim;

import java.util.regex.Pattern;

/**
 * The kind of a failure: two runs of different lengths that fail by one fault have it in common.
 *
 * @param exception the class of what was thrown
 * @param message its message, with everything masked that differs between the runs of one fault
 */
record FailureKind(String exception, String message) {
    /** Durations, digests, names with slashes, other values of a record, and numbers. */
    private static final Pattern VARIABLE = Pattern.compile(String.join(
            "|",
            "\\bPT-?[\\d.HMS-]+",
            "\\bsha256:[0-9a-f]+",
            "[^\\s=:,{}\\[\\]()]*/[^\\s=,{}\\[\\]()]*",
            "\\b(version|githubRepository)=\\w+",
            "\\btags=\\{[^}]*}",
            "\\bruntimeRisks=\\[[^]]*]",
            "-?\\d+(\\.\\d+)?"));

    static FailureKind of(Throwable thrown) {
        return new FailureKind(
                thrown.getClass().getName(),
                VARIABLE.matcher(String.valueOf(thrown.getMessage())).replaceAll("*"));
    }
}
