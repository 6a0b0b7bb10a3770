package io.deptracker.standin.github;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request to one of the record endpoints. Headers are found in any letter case; {@code records} is empty if the
 * request broke the contract.
 */
public record Call(
        Instant at,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        List<ReceivedRecord> records,
        boolean batch) {
    private static final int NAMES_SHOWN = 5;

    public Call {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
        records = List.copyOf(records);
    }

    /** Returns one line for a failure message: the whole record would print a credential and up to 1000 deployments. */
    String summary() {
        String names =
                records.stream().limit(NAMES_SHOWN).map(ReceivedRecord::summary).collect(Collectors.joining(", "));
        String more = records.size() > NAMES_SHOWN ? ", … of " + records.size() : "";
        return at + " " + method + " " + path + " [" + names + more + "]";
    }
}
