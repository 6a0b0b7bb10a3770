package io.deptracker.record;

import java.util.Locale;
import java.util.Optional;

/** The runtime risks that GitHub's API accepts (its OpenAPI description, version 2022-11-28). */
public enum RuntimeRisk {
    CRITICAL_RESOURCE("critical-resource"),
    INTERNET_EXPOSED("internet-exposed"),
    LATERAL_MOVEMENT("lateral-movement"),
    SENSITIVE_DATA("sensitive-data");

    private final String wireName;

    RuntimeRisk(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the word that GitHub's API and the annotation use. */
    public String wireName() {
        return wireName;
    }

    /** Returns the risk of that name, in any case and surrounded by any white space; empty if there is none. */
    public static Optional<RuntimeRisk> of(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (RuntimeRisk risk : values()) {
            if (risk.wireName.equals(wanted)) {
                return Optional.of(risk);
            }
        }
        return Optional.empty();
    }
}
