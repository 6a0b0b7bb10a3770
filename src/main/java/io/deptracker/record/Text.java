package io.deptracker.record;

import java.nio.charset.StandardCharsets;

/** Lengths as JSON Schema counts them, in code points: the contract's limits are stated so. */
final class Text {
    private Text() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether it has no half of a character: such a text comes back from a file or a call as another one. */
    static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static void requireLength(String field, String text, int least, int most) {
        if (!isWhole(text)) {
            throw new IllegalArgumentException(field + " has half a character, GitHub takes whole ones");
        }
        int length = length(text);
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    "%s has %d characters, GitHub takes %d to %d".formatted(field, length, least, most));
        }
    }
}
