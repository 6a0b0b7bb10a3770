package io.deptracker.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings can't be used; the message names every fault, one a line, and no secret. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super(faults.stream().map(SettingsException::line).collect(Collectors.joining(System.lineSeparator())));
    }

    /** A fault may quote what an operator wrote, whatever that is: also a secret in the wrong place. */
    private static String line(String fault) {
        return SecretText.masked(fault).replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", "?");
    }
}
