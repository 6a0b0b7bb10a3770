package io.deptracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table of a README, to be compared with the program or the chart. */
public final class ReadmeTable {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private ReadmeTable() {}

    /**
     * Returns the rows of a table of the project's README without its head, by their cells.
     *
     * @param head the text of its first column's head
     */
    public static List<List<String>> rows(String head) throws IOException {
        return rows(Path.of("README.md"), head);
    }

    /**
     * Returns the rows of a table of a document without its head, by their cells.
     *
     * @param head the text of its first column's head
     */
    public static List<List<String>> rows(Path document, String head) throws IOException {
        var rows = new ArrayList<List<String>>();
        boolean within = false;
        for (String line : Files.readAllLines(document)) {
            boolean isRow = line.startsWith("| ");
            if (isRow && line.startsWith("| " + head + " |")) {
                within = true;
            } else if (within && isRow && !line.startsWith("| ---")) {
                rows.add(cells(line));
            } else if (!isRow) {
                within = false;
            }
        }
        if (rows.isEmpty()) {
            throw new AssertionError(document + " has no table that begins with '" + head + "'");
        }
        return rows;
    }

    /** Returns the texts that are set as code in a cell. */
    public static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        for (String cell : line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }
}
