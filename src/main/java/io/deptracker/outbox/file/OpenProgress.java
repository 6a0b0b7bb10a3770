package io.deptracker.outbox.file;

/**
 * The progress of opening an outbox. Each phase may take minutes on a large file; phases that a file does not need are skipped.
 *
 * @param phase the current phase
 * @param done the amount done, in the phase's unit
 * @param total the total amount; 0 if unknown
 */
public record OpenProgress(Phase phase, long done, long total) {
    /** The phases of opening a file, in this order. */
    public enum Phase {
        /** Each page of the file is read and checked. */
        CHECKING("checking the outbox for corruption", "bytes"),
        /** The file is corrupt: its readable rows are carried over into a new one. */
        REBUILDING("rebuilding a corrupt outbox", "row numbers"),
        /** The file has an earlier schema: it is copied before it is changed. */
        COPYING("copying the outbox before its upgrade", "bytes"),
        /** The file is upgraded to this program's schema. */
        MIGRATING("upgrading the outbox", "steps");

        private final String words;
        private final String unit;

        Phase(String words, String unit) {
            this.words = words;
            this.unit = unit;
        }
    }

    /** Receives the progress, on the thread that opens the file; must return quickly. */
    @FunctionalInterface
    public interface Listener {
        /** Ignores the progress. */
        Listener NONE = progress -> {};

        /** Receives the progress when a phase begins and repeatedly until it ends. */
        void progressed(OpenProgress progress);

        /** Reports a phase. */
        default void progressed(Phase phase, long done, long total) {
            progressed(new OpenProgress(phase, done, total));
        }
    }

    /** Returns a line of text, such as <i>rebuilding a corrupt outbox: 2000 of 9000 row numbers</i>. */
    public String text() {
        String amount = total > 0 ? "%d of %d".formatted(done, total) : String.valueOf(done);
        return "%s: %s %s".formatted(phase.words, amount, phase.unit);
    }
}
