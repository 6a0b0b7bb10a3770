package io.deptracker.outbox.file;

/**
 * How far the opening of an outbox is. Any phase may take minutes on a large file; phases that a file does not need are left
 * out.
 *
 * @param phase what is done now
 * @param done how much of it is done, in the phase's unit
 * @param total how much there is to do; 0 if this is not known
 */
public record OpenProgress(Phase phase, long done, long total) {
    /** What is done to a file when it is opened, in this order. */
    public enum Phase {
        /** Each page of the file is read and checked. */
        CHECKING("checking the outbox for corruption", "bytes"),
        /** The file is corrupt: what can be read of it goes into a new one. */
        REBUILDING("rebuilding a corrupt outbox", "row numbers"),
        /** The file has an earlier schema: a copy is made before it is changed. */
        COPYING("copying the outbox before its upgrade", "bytes"),
        /** The file is brought to this program's schema. */
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
        /** Ignores all of it. */
        Listener NONE = progress -> {};

        /** Called when a phase begins, and while it goes on. */
        void progressed(OpenProgress progress);

        /** Reports a phase. */
        default void progressed(Phase phase, long done, long total) {
            progressed(new OpenProgress(phase, done, total));
        }
    }

    /** A line for people, such as <i>rebuilding a corrupt outbox: 2000 of 9000 row numbers</i>. */
    public String text() {
        String amount = total > 0 ? "%d of %d".formatted(done, total) : String.valueOf(done);
        return "%s: %s %s".formatted(phase.words, amount, phase.unit);
    }
}
