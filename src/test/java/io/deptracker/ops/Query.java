package io.deptracker.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a query in Prometheus' language.
 *
 * @param selectors the samples
 * @param groupings the labels that it groups or matches by
 * @param words everything else: functions, operators
 */
record Query(List<Selector> selectors, Set<String> groupings, Set<String> words) {
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:deptracker|jvm|process|hikaricp)_\\w+)(?:\\{([^}]*)})?(?:\\[[^]]*])?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][\\w:]*");

    /**
     * The values of one label that are selected or excluded.
     *
     * @param values each value, if several are separated by bars
     */
    record Label(String name, List<String> values) {}

    /** Samples of one name. */
    record Selector(String name, List<Label> labels) {}

    static Query parse(String text) {
        var selectors = new ArrayList<Selector>();
        Matcher selector = SELECTOR.matcher(text);
        while (selector.find()) {
            var labels = new ArrayList<Label>();
            if (selector.group(2) != null) {
                MATCHER.matcher(selector.group(2))
                        .results()
                        .forEach(match -> labels.add(
                                new Label(match.group(1), List.of(match.group(3).split("\\|", -1)))));
            }
            selectors.add(new Selector(selector.group(1), labels));
        }
        String rest = selector.replaceAll(" ");
        var groupings = new TreeSet<String>();
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            WORD.matcher(grouping.group(1)).results().forEach(word -> groupings.add(word.group()));
        }
        var words = new TreeSet<String>();
        WORD.matcher(grouping.replaceAll(" ")).results().forEach(word -> words.add(word.group()));
        return new Query(selectors, groupings, words);
    }
}
