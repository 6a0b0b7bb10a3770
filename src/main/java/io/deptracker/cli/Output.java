package io.deptracker.cli;

import java.io.PrintWriter;

/**
 * Standard output of a command, which ends with its reader: PrintWriter itself swallows what goes wrong, and a command that
 * prints for ever would outlive its terminal.
 */
public final class Output {
    private final PrintWriter out;

    /**
     * @param out where to print
     */
    public Output(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints a line.
     *
     * @throws ReaderGoneException if it can't be written
     */
    public void line(String line) {
        out.println(line);
        check();
    }

    /**
     * Prints a part of a line.
     *
     * @throws ReaderGoneException if it can't be written
     */
    public void part(String text) {
        out.print(text);
        check();
    }

    private void check() {
        // It flushes first.
        if (out.checkError()) {
            throw new ReaderGoneException();
        }
    }
}
