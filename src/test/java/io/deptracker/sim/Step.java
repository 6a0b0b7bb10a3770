package io.deptracker.sim;

import java.time.Duration;
import java.util.List;

/**
 * A step of a scenario: something happens, then time passes.
 *
 * @param action what happens
 * @param seed decides the details
 * @param then how much time passes afterwards
 */
record Step(Action action, long seed, Duration then) {
    /** What may happen. */
    enum Action {
        /** Users, controllers, nodes and the garbage collector act in the cluster. */
        CLUSTER(400),
        DELETE_NAMESPACE(3),
        BREAK_WATCH(30),
        BREAK_ALL_WATCHES(8),
        REFUSE_KIND(8),
        PERMIT_KINDS(10),
        WEATHER(60),
        CLEAR(30),
        /** GitHub's attestation of a digest is missing for a while, minutes to weeks. */
        MISSING_ATTESTATION(25),
        /** The credential may not write to an image's repository for a while. */
        FORBIDDEN_IMAGE(8),
        /** GitHub can never accept an image's record, until a revival. */
        POISON(3),
        DISK_FULL(6),
        WRITE_ERRORS(6),
        KILL(14),
        KILL_AT_COMMIT(25),
        STOP(8),
        /** The process stands still for minutes, as on a suspended machine. */
        FREEZE(10),
        WAIT(16),
        JUMP_CLOCK(8),
        PAUSE(4),
        RESUME(6),
        RELEASE(4),
        REVIVE(6),
        RESEND(4),
        BACKUP(5),
        RESTORE(3),
        RETIRE(1),
        /** Everything is well for an hour: then GitHub shows what the cluster runs. */
        QUIET(20);

        private final int weight;

        Action(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }
    }

    /** Returns it as a line, from which {@link #parse} reads it again. */
    @Override
    public String toString() {
        return "%s %d %s".formatted(action, seed, then);
    }

    static Step parse(String line) {
        List<String> parts = List.of(line.strip().split(" +", -1));
        return new Step(Action.valueOf(parts.get(0)), Long.parseLong(parts.get(1)), Duration.parse(parts.get(2)));
    }

    /** Returns the steps of a text with one in each line. */
    static List<Step> parseAll(String text) {
        return text.lines().filter(line -> !line.isBlank()).map(Step::parse).toList();
    }
}
