package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.cluster.WorkloadView.Member;
import io.deptracker.config.Settings;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import io.deptracker.record.ImageReference;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what stands on GitHub for a workload: for each container, what its newest pod of the newest revision runs. */
final class Selection {
    /** Of two pods the one that decides is of the higher revision, then the younger; names only make it a total order. */
    private static final Comparator<Member> DECIDING = Comparator.comparingLong(Member::revision)
            .thenComparingLong(member -> member.pod().createdAt())
            .thenComparing(member -> member.pod().name());

    private final Settings.Naming naming;
    private final Settings.Tracked tracked;
    private final Environment environment;
    private final Skipped skipped;

    /**
     * @param naming where everything runs, and how it is named
     * @param tracked which images are recorded
     * @param skipped told of containers that make no record, or not all of it
     */
    Selection(Settings.Naming naming, Settings.Tracked tracked, Skipped skipped) {
        this.naming = naming;
        this.tracked = tracked;
        this.environment = naming.environment();
        this.skipped = skipped;
    }

    /** What should stand on GitHub. */
    DesiredState desired(WorkloadView view) {
        Workload workload = view.workload();
        List<Member> members =
                view.members().stream().filter(member -> !member.optedOut()).toList();
        boolean hasPods = !view.members().isEmpty();
        if (view.optedOut()
                || (members.isEmpty() && (hasPods || !view.exists()))
                || (Lifetime.of(workload) == Lifetime.UNKNOWN && haveEnded(members))) {
            return DesiredState.gone(workload, environment);
        }
        List<Member> deciding = telling(workload, members);
        if (deciding.isEmpty()) {
            return DesiredState.unknown(workload, environment);
        }
        var records = new LinkedHashMap<String, DeploymentRecord>();
        var kept = new HashSet<String>();
        running(deciding).forEach((container, candidate) -> {
            String name = naming.template().render(workload, container);
            if (candidate.digest == null) {
                kept.add(name);
                skipped.noDigest(workload, container);
            } else if (records.containsKey(name)) {
                skipped.sameName(workload, container, name);
            } else {
                record(workload, container, name, candidate).ifPresent(record -> records.put(name, record));
            }
        });
        return new DesiredState(workload, environment, new ArrayList<>(records.values()), kept);
    }

    /** The pods that count, the deciding one first: those that run, and of a Job that runs none those that have ended. */
    private static List<Member> telling(Workload workload, List<Member> members) {
        List<Member> running = in(members, Phase.RUNNING);
        if (running.isEmpty() && Lifetime.of(workload).keepsEndedPods()) {
            List<Member> ended = in(members, Phase.ENDED);
            // One that ended before its image was pulled says nothing of what ran.
            return ended.stream()
                    .filter(Selection::tellsADigest)
                    .findFirst()
                    .or(() -> ended.stream().findFirst())
                    .stream()
                    .toList();
        }
        return running;
    }

    /** Returns whether there are pods, and the work of each has ended. */
    private static boolean haveEnded(List<Member> members) {
        return !members.isEmpty()
                && members.stream().allMatch(member -> member.pod().phase() == Phase.ENDED);
    }

    private static boolean tellsADigest(Member member) {
        return member.pod().containers().stream().anyMatch(container -> container.digest() != null);
    }

    private static List<Member> in(List<Member> members, Phase phase) {
        return members.stream()
                .filter(member -> member.pod().phase() == phase)
                .sorted(DECIDING.reversed())
                .toList();
    }

    /** What a container runs, as far as it is known. */
    private static final class Candidate {
        private String image = "";
        private @Nullable Digest digest;
        private List<Map<String, String>> annotations = List.of();

        void offer(Container container, Member member) {
            if (digest == null && container.digest() != null) {
                digest = container.digest();
                image = container.image();
                annotations = member.annotations();
            }
        }
    }

    private static Map<String, Candidate> running(List<Member> deciding) {
        var candidates = new LinkedHashMap<String, Candidate>();
        for (Member member : deciding) {
            for (Container container : member.pod().containers()) {
                candidates
                        .computeIfAbsent(container.name(), name -> new Candidate())
                        .offer(container, member);
            }
        }
        return candidates;
    }

    private Optional<DeploymentRecord> record(Workload workload, String container, String name, Candidate candidate) {
        try {
            Artifact artifact =
                    Artifact.of(ImageReference.parse(candidate.image), Objects.requireNonNull(candidate.digest));
            if (!tracked.takesImage(artifact.name())) {
                return Optional.empty();
            }
            var metadata = Annotations.gather(
                    candidate.annotations, repository(workload, container, artifact, candidate.annotations));
            return Optional.of(new DeploymentRecord(name, Status.DEPLOYED, artifact, metadata));
        } catch (IllegalArgumentException notRecordable) {
            skipped.notRecordable(workload, container, String.valueOf(notRecordable.getMessage()));
            return Optional.empty();
        }
    }

    private @Nullable String repository(
            Workload workload, String container, Artifact artifact, List<Map<String, String>> annotations) {
        Optional<String> named = Annotations.repository(annotations)
                .or(() -> naming.repositories().repositoryOf(artifact.name()));
        named.filter(name -> !Metadata.isRepositoryName(name))
                .ifPresent(name -> skipped.notARepository(workload, container, name));
        return named.filter(Metadata::isRepositoryName).orElse(null);
    }
}
