package io.deptracker.cluster;

import io.deptracker.record.Metadata;
import io.deptracker.record.RuntimeRisk;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The annotations that this program reads, and their effect on a record. Names are those of GitHub's Go tracker. */
final class Annotations {
    private static final String TAG_PREFIX = "metadata.github.com/";
    private static final String RUNTIME_RISKS = TAG_PREFIX + "runtime-risks";
    private static final String OWN_PREFIX = "deptracker.io/";
    private static final String GITHUB_REPOSITORY = OWN_PREFIX + "github-repository";
    private static final String TRACK = OWN_PREFIX + "track";
    private static final String NO = "false";
    private static final int REPOSITORY_LIMIT = 200;
    private static final List<String> REVISIONS = List.of(
            "deployment.kubernetes.io/revision",
            "rollout.argoproj.io/revision",
            "openshift.io/deployment-config.latest-version");

    private Annotations() {}

    /**
     * Returns the annotations that matter, reduced to what is used of them: values can be of any length, memory cannot.
     */
    static Map<String, String> kept(ObjectMeta metadata) {
        @Nullable Map<String, String> all = metadata.getAnnotations();
        if (all == null || all.isEmpty()) {
            return Map.of();
        }
        var kept = new TreeMap<String, String>();
        all.forEach((key, value) -> {
            if (value == null) {
                return;
            }
            if (key.equals(RUNTIME_RISKS)) {
                String risks =
                        risks(value).map(RuntimeRisk::wireName).distinct().collect(Collectors.joining(","));
                if (!risks.isEmpty()) {
                    kept.put(key, risks);
                }
            } else if (key.equals(GITHUB_REPOSITORY)) {
                // Even cut short, a name that is too long is recognized as invalid and reported.
                kept.put(key, value.substring(0, Math.min(value.length(), REPOSITORY_LIMIT)));
            } else if (key.equals(TRACK) && isNo(value)) {
                kept.put(key, NO);
            } else if (key.startsWith(TAG_PREFIX) && Metadata.isTag(key.substring(TAG_PREFIX.length()), value)) {
                kept.put(key, value);
            }
        });
        return kept.isEmpty() ? Map.of() : kept;
    }

    /** Returns whether an object opts out of tracking. */
    static boolean optsOut(ObjectMeta metadata) {
        @Nullable Map<String, String> all = metadata.getAnnotations();
        return all != null && isNo(all.get(TRACK));
    }

    /** Returns whether the kept annotations of an object opt out of tracking. */
    static boolean optsOut(Map<String, String> kept) {
        return kept.containsKey(TRACK);
    }

    private static boolean isNo(@Nullable String value) {
        return value != null && value.strip().equalsIgnoreCase(NO);
    }

    /** Returns the rollout's revision of a ReplicaSet, 0 if it has none that is a number. */
    static long revision(ObjectMeta metadata) {
        @Nullable Map<String, String> all = metadata.getAnnotations();
        if (all == null) {
            return 0;
        }
        for (String name : REVISIONS) {
            String text = all.get(name);
            if (text != null && text.matches("\\d{1,18}")) {
                return Long.parseLong(text);
            }
        }
        return 0;
    }

    /**
     * Combines the annotations of a pod and its owners.
     *
     * @param levels the annotations of the pod, of its owner, of that one's owner and so on: the nearest wins
     * @param repository the name of the repository that built the image, or null if it is not known
     */
    static Metadata gather(List<Map<String, String>> levels, @Nullable String repository) {
        Map<String, String> tags = new TreeMap<>();
        Set<RuntimeRisk> risks = EnumSet.noneOf(RuntimeRisk.class);
        for (Map<String, String> level : levels) {
            for (var annotation : new TreeMap<>(level).entrySet()) {
                String key = annotation.getKey();
                if (key.equals(RUNTIME_RISKS)) {
                    risks(annotation.getValue()).forEach(risks::add);
                } else if (key.startsWith(TAG_PREFIX) && tags.size() < Metadata.TAG_LIMIT) {
                    tags.putIfAbsent(key.substring(TAG_PREFIX.length()), annotation.getValue());
                }
            }
        }
        return new Metadata(tags, risks, repository);
    }

    /** Returns the repository that is named nearest to the pod, whether or not GitHub accepts such a name. */
    static Optional<String> repository(List<Map<String, String>> levels) {
        return levels.stream()
                .flatMap(level -> Optional.ofNullable(level.get(GITHUB_REPOSITORY)).stream())
                .findFirst();
    }

    private static Stream<RuntimeRisk> risks(String value) {
        return Arrays.stream(value.split(",", -1)).flatMap(risk -> RuntimeRisk.of(risk).stream());
    }
}
