package io.deptracker.outbox.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.control.ReadableKinds.ReadableKind;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableKindsTest {
    private static final ReadableKind EVERYWHERE = new ReadableKind("deployments.apps", "");
    private static final ReadableKind IN_SHOP = new ReadableKind("deployments.apps", "shop");

    @TempDir
    Path folder;

    @Test
    void whatCouldBeReadIsKnownAfterARestart() {
        try (var outbox = new TestOutbox(folder)) {
            var kinds = new ReadableKinds(outbox.file());
            assertThat(kinds.read()).isEmpty();
            kinds.add(Set.of(EVERYWHERE));
            kinds.add(Set.of(EVERYWHERE, IN_SHOP));
        }
        try (var outbox = new TestOutbox(folder)) {
            assertThat(new ReadableKinds(outbox.file()).read()).containsExactlyInAnyOrder(EVERYWHERE, IN_SHOP);
        }
    }
}
