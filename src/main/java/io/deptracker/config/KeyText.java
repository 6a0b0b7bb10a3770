package io.deptracker.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A private key in the forms that variables and files contain: PEM, PEM on one line with {@code \n} in place of its
 * line breaks, or base64 of either, each with or without quotes.
 */
public final class KeyText {
    private static final String BEGIN = "-----BEGIN";
    private static final String END = "-----END";
    private static final Pattern ESCAPED_BREAK = Pattern.compile("\\\\+r\\\\+n|\\\\+[nr]");
    private static final Pattern NOT_BASE64 = Pattern.compile("[\\s'\"\\\\]");

    /** A Secret contains base64 of base64 if its data was encoded twice. */
    private static final int LAYERS = 2;

    private KeyText() {}

    /** Returns the PEM with its line breaks; empty if the text is not a key in any of the forms. */
    public static Optional<String> pem(String text) {
        return pem(text, LAYERS);
    }

    /** Checks whether PEM has its last line: some tools cut variables of several lines off. */
    static boolean isWhole(String pem) {
        return pem.contains(END);
    }

    private static Optional<String> pem(String text, int layers) {
        String lines = ESCAPED_BREAK.matcher(text).replaceAll("\n");
        if (lines.contains(BEGIN)) {
            return Optional.of(lines);
        }
        if (layers == 0 || lines.isBlank()) {
            return Optional.empty();
        }
        String base64 =
                NOT_BASE64.matcher(lines).replaceAll("").replace('-', '+').replace('_', '/');
        try {
            return pem(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8), layers - 1);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
