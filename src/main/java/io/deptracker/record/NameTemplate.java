package io.deptracker.record;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template that names a deployment from its namespace, workload and container. Placeholders are those of GitHub's Go
 * tracker, {@code {{namespace}}}, {@code {{deploymentName}}} and {@code {{containerName}}}, and {@code {{kind}}}.
 */
public final class NameTemplate {
    private static final List<String> PLACEHOLDERS = List.of("namespace", "deploymentName", "containerName", "kind");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}");

    private final String template;

    private NameTemplate(String template) {
        this.template = template;
    }

    /**
     * Parses a template.
     *
     * @throws IllegalArgumentException if it has no placeholder or an unknown one; the message names it
     */
    public static NameTemplate parse(String template) {
        var unknown = new TreeSet<String>();
        boolean known = false;
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            if (PLACEHOLDERS.contains(matcher.group(1))) {
                known = true;
            } else {
                unknown.add(matcher.group());
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "has the unknown placeholder " + String.join(", ", unknown) + "; " + known());
        }
        if (!known) {
            throw new IllegalArgumentException("has no placeholder; " + known());
        }
        return new NameTemplate(template);
    }

    /** Returns the deployment's name for one container of a workload. */
    public String render(Workload workload, String container) {
        var values = Map.of(
                "namespace", workload.namespace(),
                "deploymentName", workload.name(),
                "containerName", container,
                "kind", workload.kind());
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
    }

    private static String known() {
        return "known are {{" + String.join("}}, {{", PLACEHOLDERS) + "}}";
    }

    @Override
    public String toString() {
        return template;
    }
}
