package io.deptracker.doctor;

import io.deptracker.outbox.file.HolderLock;
import io.deptracker.outbox.file.OutboxException;
import io.deptracker.outbox.file.OutboxFile;
import io.deptracker.outbox.operator.Statistics;
import io.deptracker.outbox.operator.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A check of the outbox file and its volume. */
public final class OutboxCheck {
    private static final String CHECK = "outbox";

    private OutboxCheck() {}

    /** Checks the file and its volume. */
    public static List<Finding> findings(Path outbox) {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.addAll(Volume.of(outbox).findings());
        } catch (IOException unknown) {
            findings.add(
                    Finding.fail("volume", unknown.toString(), "check OUTBOX_PATH, and that the volume is mounted"));
        }
        if (!Files.exists(outbox)) {
            findings.add(Finding.ok(CHECK, outbox + " is not there yet; the controller creates it"));
            return findings;
        }
        try (OutboxFile file = OutboxFile.openReadOnly(outbox)) {
            List<String> damage = new Verification(file, InstantSource.system()).damage();
            damage.forEach(line -> findings.add(Finding.fail(
                    CHECK, line, "stop the controller, replace the file with a backup, and start it again")));
            if (damage.isEmpty()) {
                findings.add(Finding.ok(CHECK, outbox + " is intact and has this program's schema"));
                findings.add(delivered(new Statistics(file, InstantSource.system()).count()));
            }
            findings.add(Finding.ok(
                    CHECK,
                    HolderLock.currentHolder(outbox)
                            .map(holder -> "held by " + holder)
                            .orElse("no controller holds it")));
        } catch (OutboxException refused) {
            findings.add(Finding.fail(CHECK, String.valueOf(refused.getMessage()), "check OUTBOX_PATH"));
        } catch (IOException unknown) {
            findings.add(
                    Finding.warn(CHECK, "its holder cannot be determined: " + unknown, "check " + outbox + ".lock"));
        }
        return findings;
    }

    /** Checks whether GitHub ever accepted a record: until then, its responses do not reveal a missing permission. */
    private static Finding delivered(Statistics.Counts counts) {
        if (counts.lastAccepted().isPresent()) {
            return Finding.ok(
                    CHECK,
                    "GitHub last accepted a record at " + counts.lastAccepted().get());
        }
        return counts.owed() == 0
                ? Finding.ok(CHECK, "the backlog is empty, and GitHub has not accepted a record yet")
                : Finding.warn(
                        CHECK,
                        "GitHub has never accepted a record, and rows are waiting: %d".formatted(counts.owed()),
                        "check last_error in backlog; if it is 404 'no artifacts found', grant the repository"
                                + " permission 'Artifact metadata: write'");
    }
}
