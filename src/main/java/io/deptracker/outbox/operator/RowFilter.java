package io.deptracker.outbox.operator;

import io.deptracker.outbox.RowState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant: those that fit everything that is given.
 *
 * @param ids the rows' numbers; empty for any
 * @param states their states; empty for any
 * @param namespace a glob of the namespace; null for any
 * @param name a glob of the deployment's name; null for any
 * @param error a text that the last error contains, or with a * in it a glob of the whole error; null for any
 */
public record RowFilter(
        List<Long> ids,
        Set<RowState> states,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String error) {

    /** Every row there is. */
    public static final RowFilter ALL = new RowFilter(List.of(), Set.of(), null, null, null);

    /** The values of {@link OperatorSql}'s first five parameters, and then more. */
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
