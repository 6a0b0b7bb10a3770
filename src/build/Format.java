import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or rewrites the format of every Java file below the folders it is given.
 *
 * <p>It is a program of its own because the formatter uses the parser of the JDK that it runs in, and Maven may run in one
 * that does not know this source level. Usage: {@code check|write FOLDER...}; exit code 1 names what {@code check} found.
 */
class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    public static void main(String[] args) throws IOException, FormatterException {
        boolean write = args[0].equals("write");
        List<Path> changed = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            try (var files = Files.walk(Path.of(args[i]))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    String before = Files.readString(file);
                    String after = formatted(file, before);
                    if (!after.equals(before)) {
                        changed.add(file);
                        if (write) {
                            Files.writeString(file, after);
                        }
                    }
                }
            }
        }
        if (!write && !changed.isEmpty()) {
            changed.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println("run `mvn -q validate exec:exec@format` to format them");
            System.exit(1);
        }
    }

    private static String formatted(Path file, String source) throws FormatterException {
        try {
            String sorted =
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(source), Style.PALANTIR);
            return FORMATTER.formatSource(sorted);
        } catch (FormatterException unreadable) {
            System.err.println("cannot parse " + file);
            throw unreadable;
        }
    }
}
