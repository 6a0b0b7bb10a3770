package io.deptracker.ops;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples of a scrape, as a scraper parses them.
 *
 * @param values by name and labels, as they were written
 */
record Samples(Map<String, Double> values) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    static Samples parse(String text) {
        var values = new LinkedHashMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("not a sample: " + line);
            }
            String value = matcher.group(3).replace("+Inf", "Infinity");
            String labels = matcher.group(2) == null ? "" : matcher.group(2);
            if (values.put(matcher.group(1) + labels, Double.valueOf(value)) != null) {
                throw new AssertionError("twice: " + line);
            }
        });
        return new Samples(values);
    }

    /** Returns the names without labels, of those with that prefix. */
    Set<String> names(String prefix) {
        var names = new TreeSet<String>();
        for (String sample : values.keySet()) {
            if (sample.startsWith(prefix)) {
                names.add(sample.replaceAll("\\{.*", ""));
            }
        }
        return names;
    }

    /** Returns the names of all labels. */
    Set<String> labels() {
        return labels(values.keySet());
    }

    /** Returns the names of the labels of these samples. */
    static Set<String> labels(Collection<String> samples) {
        var labels = new TreeSet<String>();
        for (String sample : samples) {
            LABEL.matcher(sample).results().forEach(match -> labels.add(match.group(1)));
        }
        return labels;
    }
}
