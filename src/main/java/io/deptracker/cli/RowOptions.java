package io.deptracker.cli;

import io.deptracker.outbox.RowState;
import io.deptracker.outbox.operator.RowFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which rows are meant. */
final class RowOptions {
    @Option(
            names = "--id",
            paramLabel = "ID",
            split = ",",
            description = "Rows by their numbers, several with commas or by giving it again.")
    private List<Long> ids = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Rows in that state, or one of several: ${COMPLETION-CANDIDATES}.")
    private Set<RowState> states = new LinkedHashSet<>();

    @Option(names = "--namespace", paramLabel = "GLOB", description = "Rows of deployments in that namespace.")
    private @Nullable String namespace;

    @Option(names = "--name", paramLabel = "GLOB", description = "Rows of deployments of that name: 'shop/web/*'.")
    private @Nullable String name;

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description =
                    "Rows whose last error contains it; with a * in it, a glob of the whole error. Case is ignored.")
    private @Nullable String error;

    RowFilter filter() {
        return new RowFilter(ids, states, namespace, name, error);
    }

    boolean isEmpty() {
        return filter().equals(RowFilter.ALL);
    }
}
