package io.deptracker.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table that is aligned for people. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... columns) {
        rows.add(List.of(columns));
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    /** Prints the table under a title. */
    void print(String title) {
        int columns = rows.getFirst().size();
        List<Integer> widths = IntStream.range(0, columns)
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toList();
        List<String> rule = IntStream.range(0, columns)
                .mapToObj(column -> "-".repeat(widths.get(column) - 1) + (column == 0 ? "-" : ":"))
                .toList();
        List<List<String>> lines = new ArrayList<>(rows);
        lines.add(1, rule);
        System.out.printf("%n%s%n%n", title);
        lines.forEach(line -> System.out.println(line(line, widths)));
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> {
                    String cell = cells.get(column);
                    String blanks = String.join("", Collections.nCopies(widths.get(column) - cell.length(), " "));
                    return column == 0 ? cell + blanks : blanks + cell;
                })
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String fraction(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
