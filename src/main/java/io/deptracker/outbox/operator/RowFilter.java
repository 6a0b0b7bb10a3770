package io.deptracker.outbox.operator;

import io.deptracker.outbox.RowState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A filter of rows: a row matches if it meets all conditions.
 *
 * @param ids the rows' ids; empty for any
 * @param states their states; empty for any
 * @param namespace a glob of the namespace; null for any
 * @param name a glob of the deployment's name; null for any
 * @param error a text that the last error contains or, if it contains a *, a glob of the whole error; null for any
 */
public record RowFilter(
        List<Long> ids,
        Set<RowState> states,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String error) {

    /** Matches every row. */
    public static final RowFilter ALL = new RowFilter(List.of(), Set.of(), null, null, null);

    /** Returns the values of {@link OperatorSql}'s first five parameters, followed by more. */
    @Nullable
    Object[] values(Object... more) {
        @Nullable Object[] fitting = {idsJson(), statesJson(), namespace, name, errorGlob()};
        @Nullable Object[] all = Arrays.copyOf(fitting, fitting.length + more.length);
        System.arraycopy(more, 0, all, fitting.length, more.length);
        return all;
    }

    private @Nullable String idsJson() {
        return ids.isEmpty() ? null : ids.toString();
    }

    private @Nullable String statesJson() {
        return states.isEmpty()
                ? null
                : states.stream().map("\"%s\""::formatted).collect(Collectors.joining(",", "[", "]"));
    }

    private @Nullable String errorGlob() {
        if (error == null || error.contains("*")) {
            return error;
        }
        return "*" + error.replaceAll("[\\[?]", "[$0]") + "*";
    }
}
