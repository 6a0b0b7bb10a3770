package io.deptracker.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The progress of a long command: a bar on a terminal, otherwise a line now and then. Used by one thread. */
public final class Progress {
    private static final int WIDTH = 30;
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);
    private static final String BEGIN_OF_LINE = "\r";
    private static final String ERASE_REST = "\u001b[K";

    private final Output out;
    private final boolean bar;
    private final InstantSource clock;
    private final String what;
    private @Nullable Instant printed;

    /**
     * @param out the destination
     * @param context provides the time and the terminal, if there is one
     * @param what the thing that is counted: plural noun or participle
     */
    public Progress(PrintWriter out, Context context, String what) {
        this.out = new Output(out);
        this.bar = context.terminal().isInteractive();
        this.clock = context.clock();
        this.what = what;
    }

    /** Shows how many of all are done, with a note. */
    public void show(long done, long total, String note) {
        String text =
                String.format(Locale.ROOT, "%,d of %,d %s", done, total, what) + (note.isEmpty() ? "" : "; " + note);
        if (bar) {
            int filled = total == 0 ? WIDTH : (int) (done * WIDTH / total);
            out.part("%s[%s%s] %s%s"
                    .formatted(BEGIN_OF_LINE, "#".repeat(filled), "-".repeat(WIDTH - filled), text, ERASE_REST));
            return;
        }
        Instant now = clock.instant();
        if (printed == null || !now.isBefore(printed.plus(LINE_EVERY)) || done == total) {
            printed = now;
            out.line(text);
        }
    }

    /** Ends the bar's line, so that further output begins on a new one. */
    public void end() {
        if (bar) {
            out.line("");
        }
    }
}
