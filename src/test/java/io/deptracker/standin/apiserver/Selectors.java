package io.deptracker.standin.apiserver;

import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The selection of a request: by the namespace of its path, its field selector and its label selector. */
final class Selectors {
    private static final Set<String> FIELDS_OF_ALL = Set.of("metadata.name", "metadata.namespace");
    private static final Set<String> FIELDS_OF_PODS = Set.of("status.phase", "spec.nodeName");

    private Selectors() {}

    /** Rejects unknown selectors, as the API server does, so that no test passes because a selector is ignored. */
    static Predicate<ObjectNode> of(ApiPath path, Query query) {
        Predicate<ObjectNode> selected = object -> path.namespace() == null
                || path.namespace().equals(field(object, "metadata.namespace").asString(""));
        for (String term : terms(query.get("fieldSelector").orElse(""))) {
            selected = selected.and(fieldTerm(path.resource(), term));
        }
        for (String term : terms(query.get("labelSelector").orElse(""))) {
            selected = selected.and(labelTerm(term));
        }
        return selected;
    }

    private static String[] terms(String selector) {
        return selector.isEmpty() ? new String[0] : selector.split(",", -1);
    }

    private static Predicate<ObjectNode> fieldTerm(ApiResource resource, String term) {
        Comparison comparison = Comparison.of(term);
        boolean supported = FIELDS_OF_ALL.contains(comparison.key)
                || (resource.plural().equals("pods") && FIELDS_OF_PODS.contains(comparison.key));
        if (!supported) {
            throw new IllegalArgumentException("field label not supported: " + comparison.key);
        }
        return object -> comparison.holdsFor(field(object, comparison.key));
    }

    private static Predicate<ObjectNode> labelTerm(String term) {
        if (term.contains("(") || term.contains(" ")) {
            throw new IllegalArgumentException("label selector not supported by the stand-in: " + term);
        }
        if (!term.contains("=")) {
            boolean absent = term.startsWith("!");
            String key = absent ? term.substring(1) : term;
            return object -> label(object, key).isMissingNode() == absent;
        }
        Comparison comparison = Comparison.of(term);
        return object -> comparison.holdsFor(label(object, comparison.key));
    }

    private static JsonNode label(ObjectNode object, String key) {
        return object.path("metadata").path("labels").path(key);
    }

    private static JsonNode field(ObjectNode object, String path) {
        int dot = path.indexOf('.');
        return object.path(path.substring(0, dot)).path(path.substring(dot + 1));
    }

    private record Comparison(String key, boolean equal, String value) {
        static Comparison of(String term) {
            int sign = term.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException("invalid selector: " + term);
            }
            boolean unequal = term.charAt(sign - 1) == '!';
            boolean twice = term.startsWith("==", sign);
            return new Comparison(
                    term.substring(0, unequal ? sign - 1 : sign),
                    !unequal,
                    term.substring(twice ? sign + 2 : sign + 1));
        }

        boolean holdsFor(JsonNode actual) {
            // An absent label counts as unequal to any value; an absent field counts as empty.
            return actual.asString("").equals(value) == equal;
        }
    }
}
