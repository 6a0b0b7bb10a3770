package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.WorkloadView.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a workload grouped by revision, which means by template; the deciding revision is the first. Of
 * Deployments and Rollouts it is the one with the highest number. Of StatefulSets it is that of the pod with the
 * highest ordinal: an update replaces that one first, and a pod below the partition comes back at the old revision,
 * younger than all. Of other workloads it is that of the youngest pod.
 *
 * <p>Which pods of a revision were evicted, and when they came back, does not matter.
 */
final class Revisions {
    private static final String STATEFUL_SET = "StatefulSet";

    /** By age; names only make it a total order. */
    static final Comparator<Member> YOUNGEST_FIRST = Comparator.comparingLong(
                    (Member member) -> member.pod().createdAt())
            .thenComparing(member -> member.pod().name())
            .reversed();

    private static final Comparator<List<Member>> DECIDING_FIRST = Comparator.comparingLong(
                    (List<Member> pods) -> pods.getFirst().revision())
            .thenComparingLong(Revisions::highestOrdinal)
            .reversed()
            .thenComparing(List::getFirst, YOUNGEST_FIRST);

    /**
     * What the pods of one template have in common.
     *
     * @param revision the number of the revision, or 0 if it has none
     * @param identity the owner if that has a number; else the hash that the controller labels its pods with; else,
     *     since nothing more is known, the images that the containers run
     */
    private record Template(long revision, Object identity) {
        static Template of(Member member) {
            PodState pod = member.pod();
            if (member.revision() > 0 && pod.owner() != null) {
                return new Template(member.revision(), pod.owner());
            }
            return new Template(0, pod.templateHash() == null ? images(pod) : pod.templateHash());
        }

        private static Map<String, String> images(PodState pod) {
            var images = new HashMap<String, String>();
            for (Container container : pod.containers()) {
                images.put(container.name(), container.image());
            }
            return images;
        }
    }

    private Revisions() {}

    /** Returns the pods by revision, the deciding one first, and within each the youngest first. */
    static List<List<Member>> of(List<Member> pods) {
        Map<Template, List<Member>> byTemplate = new HashMap<>();
        pods.stream()
                .sorted(YOUNGEST_FIRST)
                .forEach(member -> byTemplate
                        .computeIfAbsent(Template.of(member), template -> new ArrayList<>())
                        .add(member));
        return byTemplate.values().stream().sorted(DECIDING_FIRST).toList();
    }

    private static long highestOrdinal(List<Member> pods) {
        return pods.stream().mapToLong(member -> ordinal(member.pod())).max().orElse(-1);
    }

    /**
     * Returns the ordinal of a StatefulSet's pod, or -1 for any other. Controllers of the same name in other groups
     * (Kruise's) number and label their pods in the same way.
     */
    private static long ordinal(PodState pod) {
        @Nullable OwnerRef owner = pod.owner();
        if (owner == null || !owner.kind().equals(STATEFUL_SET) || pod.templateHash() == null) {
            return -1;
        }
        String prefix = owner.name() + "-";
        String number = pod.name().startsWith(prefix) ? pod.name().substring(prefix.length()) : "";
        return number.matches("\\d{1,18}") ? Long.parseLong(number) : -1;
    }
}
