package io.deptracker.cli;

import java.io.PrintWriter;

/**
 * Standard output of a command, which ends with its reader: a PrintWriter swallows errors, and a command that prints
 * without end would outlive its terminal.
 */
public final class Output {
    private final PrintWriter out;

    /**
     * @param out the destination
     */
    public Output(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints a line.
     *
     * @throws ReaderGoneException if it cannot be written
     */
    public void line(String line) {
        out.println(line);
        check();
    }

    /**
     * Prints a part of a line.
     *
     * @throws ReaderGoneException if it cannot be written
     */
    public void part(String text) {
        out.print(text);
        check();
    }

    private void check() {
        // checkError flushes first.
        if (out.checkError()) {
            throw new ReaderGoneException();
        }
    }
}
