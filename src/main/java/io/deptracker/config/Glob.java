package io.deptracker.config;

import java.util.regex.Pattern;

/**
 * A pattern for names: {@code *} matches any number of characters, {@code ?} for one, and any other character for
 * itself. A slash is an ordinary character, so {@code ghcr.io/acme/*} matches every path below it.
 */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    /** Creates a glob from any text. */
    public Glob(String text) {
        this.text = text;
        var regex = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(character)));
            }
        });
        this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** Returns whether the glob matches the whole name. */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Returns whether the glob is a plain name, without wildcards. */
    public boolean isName() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /** Returns the glob as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
