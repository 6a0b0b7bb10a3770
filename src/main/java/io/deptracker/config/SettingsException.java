package io.deptracker.config;

import java.util.List;

/** The settings can't be used; the message names every fault, one a line, and no secret. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
