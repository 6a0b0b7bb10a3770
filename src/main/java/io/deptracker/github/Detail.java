package io.deptracker.github;

/** What was met, as people read it: on one line, and no longer than one. */
final class Detail {
    private static final int LIMIT = 300;

    private Detail() {}

    static String line(String text) {
        return cut(text).replaceAll("[\\p{Cc}\\p{Z}]+", " ").strip();
    }

    private static String cut(String text) {
        if (text.length() <= LIMIT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT);
    }
}
