package io.deptracker.github;

/** Texts of errors for people: on one line and of bounded length. */
final class ErrorText {
    private static final int LIMIT = 300;
    private static final int SHORTEST_TOKEN = 20;

    private ErrorText() {}

    /** Returns a failure's kind and message. */
    static String of(Exception failed) {
        String message = failed.getMessage();
        String kind = failed.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + line(message);
    }

    static String line(String text) {
        return cut(text).replaceAll("[\\p{Cc}\\p{Z}]+", " ").strip();
    }

    /**
     * Removes the token from a text, because an intermediary may have echoed it and responses are stored and logged. A
     * token shorter than any that GitHub issues is a stand-in's; removing it would only spoil the text.
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
