package io.deptracker.outbox.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Outbox;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.file.OpenProgress.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that take minutes with a large file report their progress. */
class OpenProgressTest {
    private static final int ROWS = 3000;

    @TempDir
    Path folder;

    private final List<OpenProgress> reports = new ArrayList<>();

    @Test
    void aNewFileIsOnlyGivenItsSchema() {
        open();

        assertThat(reports).extracting(OpenProgress::phase).containsExactly(Phase.CHECKING, Phase.MIGRATING);
        assertThat(reports.getLast().text()).matches("upgrading the outbox: 0 of \\d+ steps");
    }

    @Test
    void aSoundFileIsChecked() {
        open();
        reports.clear();

        open();

        assertThat(reports)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.text()).matches("checking the outbox for corruption: 0 of [1-9]\\d+ bytes"));
    }

    @Test
    void theRebuildingOfACorruptFileAdvancesToItsEnd() throws Exception {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(ROWS));
        }
        Files.write(path(), Corruption.ZEROED_STRETCH.tear(Files.readAllBytes(path())));

        open();

        List<OpenProgress> rebuilding = reports.stream()
                .filter(report -> report.phase() == Phase.REBUILDING)
                .toList();
        assertThat(rebuilding)
                .hasSizeGreaterThan(4)
                .isSortedAccordingTo((one, other) -> Long.compare(one.done(), other.done()));
        assertThat(rebuilding)
                .extracting(OpenProgress::total)
                .containsOnly(rebuilding.getLast().done());
        assertThat(rebuilding.getFirst().text()).matches("rebuilding a corrupt outbox: 0 of \\d+ row numbers");
    }

    private void open() {
        Outbox.open(path(), reports::add, Host.system()).close();
    }

    private Path path() {
        return folder.resolve("outbox.db");
    }
}
