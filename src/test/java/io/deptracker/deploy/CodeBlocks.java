package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code blocks of a document. Indented lines are commands of a shell. Other blocks, such as a command's output, are
 * between fences that name their language.
 */
final class CodeBlocks {
    private static final Set<String> NO_COMMANDS = Set.of("text", "mermaid", "yaml");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    private static final Pattern VALUES = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    private CodeBlocks() {}

    /** Returns the fenced blocks of YAML, which are values of the chart. */
    static List<String> values(String document) {
        return VALUES.matcher(document).results().map(match -> match.group(1)).toList();
    }

    /** Returns the command lines of the indented blocks, each with its continuation lines. */
    static List<String> commands(String document) {
        List<String> commands = new ArrayList<>();
        StringBuilder continued = new StringBuilder();
        for (String line : outsideFences(document)) {
            if (line.startsWith("    ")) {
                continued.append(line.strip());
                if (line.endsWith("\\")) {
                    continued.setLength(continued.length() - 1);
                } else {
                    commands.add(continued.toString());
                    continued.setLength(0);
                }
            }
        }
        assertThat(continued).as("a line that is not continued").isEmpty();
        return commands;
    }

    /** Returns all other text. */
    static String prose(String document) {
        return String.join(
                "\n",
                outsideFences(document).stream()
                        .filter(line -> !line.startsWith("    "))
                        .toList());
    }

    private static List<String> outsideFences(String document) {
        List<String> lines = new ArrayList<>();
        boolean fenced = false;
        for (String line : document.lines().toList()) {
            if (line.strip().startsWith("```")) {
                String language = line.strip().substring(3);
                assertThat(language).as(line).isIn(fenced ? Set.of("") : NO_COMMANDS);
                fenced = !fenced;
            } else if (!fenced) {
                lines.add(line);
            }
        }
        assertThat(fenced).as("an open fence").isFalse();
        return lines;
    }

    /** Returns the words of each command of a pipeline. */
    static List<List<String>> pipeline(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String word : words(line)) {
            if (word.equals("|")) {
                commands.add(current);
                current = new ArrayList<>();
            } else {
                current.add(word);
            }
        }
        commands.add(current);
        return commands;
    }

    /** Splits a line as a shell does, as far as the documents need it. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2"));
        }
        return words;
    }
}
