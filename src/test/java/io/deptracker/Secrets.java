package io.deptracker;

import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.lists;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.quicktheories.core.Gen;

/** Random secrets in the forms that keys and tokens have. */
final class Secrets {
    private static final List<Character> LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
            .chars()
            .mapToObj(c -> (char) c)
            .toList();

    /** The forms of a secret, each made of 40 random letters and digits. */
    private static final List<UnaryOperator<String>> FORMS = List.of(
            text -> "ghp_" + text,
            text -> "gho_" + text,
            text -> "ghu_" + text,
            text -> "ghs_" + text,
            text -> "ghr_" + text,
            text -> "github_pat_11" + text + "_" + text,
            Secrets::hexadecimal,
            text -> "eyJhbGciOiJSUzI1NiJ9." + text + "." + text,
            Secrets::pem,
            text -> pem(text).replace("\n", "\\n"),
            text -> pem(text).replace("\n", " "),
            text -> '"' + pem(text) + '"',
            text -> base64(pem(text)),
            text -> base64(pem(text).replace("\n", "\\n")),
            text -> base64("ghp_" + text),
            text -> Base64.getMimeEncoder().encodeToString(pem(text).getBytes(StandardCharsets.UTF_8)));

    private Secrets() {}

    /** Generates secrets, and describes them without showing them. */
    static Gen<String> any() {
        return lists().of(pick(LETTERS))
                .ofSize(40)
                .map(letters -> {
                    var text = new StringBuilder();
                    letters.forEach(text::append);
                    return text.toString();
                })
                .zip(pick(FORMS), (text, form) -> form.apply(text))
                .describedAs(secret -> "a secret of %d characters".formatted(secret.length()));
    }

    private static String hexadecimal(String text) {
        var hexadecimal = new StringBuilder();
        text.chars().forEach(c -> hexadecimal.append(Character.forDigit(c % 16, 16)));
        return hexadecimal.toString();
    }

    private static String pem(String text) {
        return "-----BEGIN RSA PRIVATE KEY-----\nMIIEow" + text + "\n" + (text + "\n").repeat(20)
                + "-----END RSA PRIVATE KEY-----\n";
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
