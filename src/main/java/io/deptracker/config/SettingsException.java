package io.deptracker.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown if the settings are not usable; the message names every fault, one on each line, and contains no secret. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super(faults.stream().map(SettingsException::line).collect(Collectors.joining(System.lineSeparator())));
    }

    /** Masks secrets in a fault: it may quote any text of an operator, including a secret in the wrong place. */
    private static String line(String fault) {
        return SecretText.masked(fault).replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", "?");
    }
}
