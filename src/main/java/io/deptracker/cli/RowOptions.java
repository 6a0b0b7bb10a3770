package io.deptracker.cli;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.RowFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select rows. */
final class RowOptions {
    @Option(
            names = "--id",
            paramLabel = "ID",
            split = ",",
            description = "Rows with these numbers, separated by commas; can be repeated.")
    private List<Long> ids = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Rows in these states, separated by commas; can be repeated: ${COMPLETION-CANDIDATES}.")
    private Set<RowState> states = new LinkedHashSet<>();

    @Option(names = "--namespace", paramLabel = "GLOB", description = "Rows of deployments in that namespace.")
    private @Nullable String namespace;

    @Option(names = "--name", paramLabel = "GLOB", description = "Rows of deployments of that name: 'shop/web/*'.")
    private @Nullable String name;

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description =
                    "Rows whose last error contains this text; with a *, it is a glob of the whole error. Case is ignored.")
    private @Nullable String error;

    RowFilter filter() {
        return new RowFilter(ids, states, namespace, name, error);
    }

    boolean isEmpty() {
        return filter().equals(RowFilter.ALL);
    }
}
