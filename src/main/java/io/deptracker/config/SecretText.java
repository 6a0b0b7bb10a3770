package io.deptracker.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A detector of secrets in an operator's settings, by their form: keys, GitHub's tokens, JSON web tokens, passwords in
 * URLs, and base64 of any of them. It protects operators who put a secret into the wrong place; a secret without a
 * known form is not detected.
 */
public final class SecretText {
    /** What the text looks like, and which setting accepts it. */
    enum Kind {
        KEY("a private key", "a key goes into GH_APP_PRIVATE_KEY, the path of its file into GH_APP_PRIV_KEY"),
        TOKEN("a token", "a token goes into API_TOKEN, the path of its file into API_TOKEN_FILE"),
        PASSWORD("a URL with a password", "only HTTPS_PROXY may have one");

        private final String noun;
        private final String place;

        Kind(String noun, String place) {
            this.noun = noun;
            this.place = place;
        }

        /** Returns the fault of a setting that contains such a text, without the text. */
        String fault() {
            return "looks like %s, so its value is not shown; %s".formatted(noun, place);
        }
    }

    private static final String MASK = "***";

    /** PEM, or its body alone: the first bytes of a DER sequence in base64. */
    private static final Pattern PEM = Pattern.compile(
            "--+ ?BEGIN|BEGIN [A-Z0-9 ]*PRIVATE KEY|PRIVATE KEY--+" + "|(?<![A-Za-z0-9+/])MI[IGH][A-Za-z0-9+/]{61,}");

    /** At most a few characters may precede it in a word: a file name may contain that much by chance. */
    private static final Pattern TOKEN =
            Pattern.compile("(?<![A-Za-z0-9_./\\\\-])(?:gh[pousr]|github_pat)_[A-Za-z0-9][-\\w.]*"
                    + "|(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{20}[-\\w.]*"
                    + "|(?<![A-Za-z0-9])[0-9a-fA-F]{40}(?![A-Za-z0-9])"
                    + "|(?<![\\w-])eyJ[\\w-]{10,}(?:\\.[\\w-]*)*");

    private static final Pattern PASSWORD = Pattern.compile("(?<=://)[^/\\s@:]*:[^/\\s@]+(?=@)");

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{20,}");
    private static final Pattern BREAKS = Pattern.compile("\\\\+[nr]|[\\s'\"\\\\]");

    /** Base64 of base64 occurs in practice; deeper nesting does not. */
    private static final int LAYERS = 2;

    private SecretText() {}

    /** Returns the kind of secret that a text contains; empty if it contains none of a known form. */
    static Optional<Kind> find(String text) {
        return find(text, LAYERS).or(() -> encoded(BREAKS.matcher(text).replaceAll(""), LAYERS));
    }

    /** Returns a text, such as a message that quotes a setting, with every secret in it masked. */
    public static String masked(String text) {
        if (find(text).isEmpty()) {
            return text;
        }
        String masked = PASSWORD.matcher(TOKEN.matcher(text).replaceAll(MASK)).replaceAll(MASK);
        // The end of a key cannot be determined reliably.
        int key = keyStart(masked);
        masked = key < 0 ? masked : masked.substring(0, key) + MASK;
        return find(masked).isEmpty() ? masked : MASK;
    }

    /**
     * Rejects a text that looks like a secret.
     *
     * @param title the name under which the text was given
     * @throws SettingsException if it does; the message contains nothing of the text
     */
    public static void refuse(String title, String text) throws SettingsException {
        Optional<Kind> kind = find(text);
        if (kind.isPresent()) {
            throw new SettingsException(List.of(title + ": " + kind.get().fault()));
        }
    }

    private static Optional<Kind> find(String text, int layers) {
        if (PEM.matcher(text).find()) {
            return Optional.of(Kind.KEY);
        }
        if (TOKEN.matcher(text).find()) {
            return Optional.of(Kind.TOKEN);
        }
        if (PASSWORD.matcher(text).find()) {
            return Optional.of(Kind.PASSWORD);
        }
        return encoded(text, layers);
    }

    private static Optional<Kind> encoded(String text, int layers) {
        return BASE64.matcher(text)
                .results()
                .flatMap(run -> decoded(run.group(), layers).stream())
                .findFirst();
    }

    /** Returns the kind of a secret whose base64 is somewhere in a run of base64 characters. */
    private static Optional<Kind> decoded(String run, int layers) {
        if (layers == 0) {
            return Optional.empty();
        }
        String base64 = run.replace('-', '+').replace('_', '/');
        // The text before the secret may be of the same characters, so its groups of four can begin at any of four
        // offsets.
        for (int start = 0; start < 4; start++) {
            int end = base64.length() - (base64.length() - start) % 4;
            byte[] bytes = Base64.getDecoder().decode(base64.substring(start, end));
            Optional<Kind> kind = find(new String(bytes, StandardCharsets.ISO_8859_1), layers - 1);
            if (kind.isPresent()) {
                return kind;
            }
        }
        return Optional.empty();
    }

    private static int keyStart(String text) {
        Matcher pem = PEM.matcher(text);
        int start = pem.find() ? pem.start() : text.length();
        int encoded = BASE64.matcher(text)
                .results()
                .filter(run -> decoded(run.group(), LAYERS).isPresent())
                .mapToInt(run -> run.start())
                .findFirst()
                .orElse(text.length());
        int first = Math.min(start, encoded);
        return first == text.length() ? -1 : first;
    }
}
