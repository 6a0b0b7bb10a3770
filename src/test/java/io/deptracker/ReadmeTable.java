package io.deptracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table of the README, to be held against the program. */
public final class ReadmeTable {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private ReadmeTable() {}

    /**
     * A table's rows without its head, by their cells.
     *
     * @param head the text of its first column's head
     */
    public static List<List<String>> rows(String head) throws IOException {
        var rows = new ArrayList<List<String>>();
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
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
            throw new AssertionError("README.md has no table that begins with '" + head + "'");
        }
        return rows;
    }

    /** What is set as code in a cell. */
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
