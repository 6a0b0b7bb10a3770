package io.deptracker.outbox.operator;

import static io.deptracker.outbox.Fixtures.PRODUCTION;
import static io.deptracker.outbox.Fixtures.deployed;
import static io.deptracker.outbox.Fixtures.desired;
import static io.deptracker.outbox.Fixtures.digest;
import static io.deptracker.outbox.Fixtures.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.Lease;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Retry;
import io.deptracker.record.Artifact;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views for an operator with the sqlite3 command contain words and readable times. */
class ViewsTest {
    @AutoClose
    private final TestOutbox outbox;

    ViewsTest(@TempDir Path folder) {
        outbox = new TestOutbox(folder);
    }

    @Test
    void backlogTellsWhatIsOwed() throws Exception {
        outbox.commit(running("web", 1));
        Lease lease = outbox.leaseOne();
        outbox.settle(new Retry(lease, outbox.clock.instant().plusSeconds(30), null, "503", true));
        outbox.commit(desired(PRODUCTION, "api", deployed("api", new Artifact("api", digest(2), null))));
        outbox.commit(running("done", 3));
        outbox.sql("UPDATE outbox SET state = 'delivered', finished_at = 1 WHERE id = 3");

        assertThat(select("backlog"))
                .containsExactly(
                        "2|pending|api|deployed|api|0|2026-03-01 10:00:00Z|2026-03-01 10:00:00Z|",
                        "1|pending|web|deployed|ghcr.io/acme/shop:v1|1|2026-03-01 10:00:00Z|2026-03-01 10:00:30Z|503");
    }

    @Test
    void deadLettersTellWhatCanNotBeDelivered() throws Exception {
        outbox.commit(running("web", 1), running("api", 2));
        List<Lease> leases = outbox.lease();
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.settle(
                new Bury(leases.getFirst(), "422 name is not allowed", false),
                new GiveUp(leases.getLast(), "404 no artifacts found", null));

        assertThat(select("dead_letters"))
                .containsExactly("1|web|deployed|ghcr.io/acme/shop:v1|" + digest(1)
                        + "|0|2026-03-01 10:00:00Z|2026-03-01 10:01:00Z|422 name is not allowed");
    }

    @Test
    void inventoryTellsWhatRunsAndWhatGitHubHas() throws Exception {
        outbox.commit(running("web", 1));
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.deliverAll();
        outbox.clock.advance(TestOutbox.MINUTE);
        outbox.commit(running("web", 2), running("api", 3));

        assertThat(select("inventory"))
                .containsExactly(
                        "api|Deployment shop/api|deployed|ghcr.io/acme/shop:v3|" + digest(3)
                                + "|2026-03-01 10:02:00Z|nothing||production|eu-west-1|main",
                        "web|Deployment shop/web|deployed|ghcr.io/acme/shop:v2|" + digest(2)
                                + "|2026-03-01 10:02:00Z|deployed|2026-03-01 10:01:00Z|production|eu-west-1|main");
    }

    /** Returns the output of the command if it is installed, otherwise that of this program's own SQLite. */
    private List<String> select(String view) throws Exception {
        String sql = "SELECT * FROM " + view;
        if (!installed()) {
            return outbox.file()
                    .read(tx -> tx.list(sql, row -> {
                        var columns = new ArrayList<String>();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            columns.add(row.getString(i));
                        }
                        return String.join("|", columns);
                    }));
        }
        Process sqlite = new ProcessBuilder("sqlite3", outbox.file().path().toString(), sql)
                .redirectErrorStream(true)
                .start();
        List<String> lines = sqlite.inputReader().readAllLines();
        assertThat(sqlite.waitFor()).as("%s", lines).isZero();
        return lines;
    }

    private static boolean installed() throws IOException {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sqlite3")));
    }
}
