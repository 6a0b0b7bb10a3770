package io.deptracker.config;

import java.util.regex.Pattern;

/**
 * A pattern for names: {@code *} stands for any characters, also none, {@code ?} for one; everything else for itself.
 * Slashes are characters like others, so {@code ghcr.io/acme/*} takes in whatever is below.
 */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    /** A glob of any text. */
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

    /** Whether it stands for exactly that name. */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Whether it is a name itself, with nothing to stand for others. */
    public boolean isName() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
