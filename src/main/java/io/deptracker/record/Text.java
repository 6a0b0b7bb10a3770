package io.deptracker.record;

import java.nio.charset.StandardCharsets;

/** Text lengths as JSON Schema counts them: in code points, the unit of the contract's limits. */
final class Text {
    private Text() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Checks for unpaired surrogates: a text with one changes when it passes through a file or a call. */
    static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static void requireLength(String field, String text, int least, int most) {
        if (!isWhole(text)) {
            throw new IllegalArgumentException(
                    field + " has an unpaired surrogate, GitHub accepts only whole characters");
        }
        int length = length(text);
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    "%s has %d characters, GitHub accepts %d to %d".formatted(field, length, least, most));
        }
    }
}
