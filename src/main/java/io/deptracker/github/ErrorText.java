package io.deptracker.github;

/** What was met, as people read it: on one line, and no longer than one. */
final class ErrorText {
    private static final int LIMIT = 300;
    private static final int SHORTEST_TOKEN = 20;

    private ErrorText() {}

    /** A failure's kind and message. */
    static String of(Exception failed) {
        String message = failed.getMessage();
        String kind = failed.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + line(message);
    }

    static String line(String text) {
        return cut(text).replaceAll("[\\p{Cc}\\p{Z}]+", " ").strip();
    }

    /**
     * A text without the token, which something in between may have echoed: answers are stored and logged. One shorter than
     * any that GitHub gives out is a stand-in's, and would only spoil the text.
     */
    static String without(String token, String text) {
        return token.length() < SHORTEST_TOKEN ? text : text.replace(token, "***");
    }

    private static String cut(String text) {
        if (text.length() <= LIMIT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT);
    }
}
