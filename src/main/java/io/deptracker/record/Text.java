package io.deptracker.record;

/** Lengths as JSON Schema counts them, in code points: the contract's limits are stated so. */
final class Text {
    private Text() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static void requireLength(String field, String text, int least, int most) {
        int length = length(text);
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    "%s has %d characters, GitHub takes %d to %d".formatted(field, length, least, most));
        }
    }
}
