package io.deptracker.cluster;

import io.deptracker.cluster.PodState.Container;
import io.deptracker.cluster.PodState.Phase;
import io.deptracker.cluster.PodState.Source;
import io.deptracker.cluster.WorkloadView.Member;
import io.deptracker.config.Settings;
import io.deptracker.outbox.DesiredState;
import io.deptracker.record.Artifact;
import io.deptracker.record.DeploymentRecord;
import io.deptracker.record.Environment;
import io.deptracker.record.ImageReference;
import io.deptracker.record.Metadata;
import io.deptracker.record.Status;
import io.deptracker.record.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision on the records that a workload should have: for each container, what it runs in the pods of the deciding
 * revision. If several of those pods run it, the container that started last decides, since a moving tag may have been
 * pulled again.
 */
final class Selection {

    private final Settings.Naming naming;
    private final Settings.Tracked tracked;
    private final Environment environment;
    private final SkippedContainers skipped;

    /**
     * @param naming where everything runs, and how it is named
     * @param tracked which images are recorded
     * @param skipped counts the containers without a record or with an incomplete one
     */
    Selection(Settings.Naming naming, Settings.Tracked tracked, SkippedContainers skipped) {
        this.naming = naming;
        this.tracked = tracked;
        this.environment = naming.environment();
        this.skipped = skipped;
    }

    /**
     * Returns the desired state of a workload. No record is removed while pods wait for an owner that is yet to be
     * seen: they may run what the others do not.
     */
    DesiredState desired(WorkloadView view) {
        Workload workload = view.workload();
        List<Member> members =
                view.members().stream().filter(member -> !member.optedOut()).toList();
        if (view.optedOut() || (view.complete() && isGone(view, members))) {
            return DesiredState.gone(workload, environment);
        }
        List<Member> deciding = deciding(workload, members);
        if (deciding.isEmpty()) {
            return DesiredState.unknown(workload, environment);
        }
        var records = new LinkedHashMap<String, DeploymentRecord>();
        var kept = new HashSet<String>();
        var local = new HashMap<String, ImageReference>();
        running(deciding).forEach((container, candidates) -> {
            String name = naming.template().render(workload, container);
            RunningContainer runningContainer = candidates.stream()
                    .filter(each -> each.container.digest() != null)
                    .findFirst()
                    .orElseGet(candidates::getFirst);
            if (runningContainer.container.source() == Source.LOCAL_IMAGE) {
                local.put(name, ImageReference.parse(runningContainer.container.image()));
                skipped.localImage(workload, container);
            } else if (runningContainer.container.digest() == null) {
                kept.add(name);
                skipped.noDigest(workload, container);
            } else if (records.containsKey(name)) {
                skipped.sameName(workload, container, name);
            } else {
                record(workload, name, runningContainer).ifPresent(record -> records.put(name, record));
            }
        });
        return new DesiredState(
                workload, environment, new ArrayList<>(records.values()), kept, local, !view.complete());
    }

    /** Returns whether nothing of a workload is left to record, given those of its pods that are tracked. */
    private static boolean isGone(WorkloadView view, List<Member> members) {
        boolean hasPods = !view.members().isEmpty();
        return (members.isEmpty() && (hasPods || !view.exists()))
                || (Lifetime.of(view.workload()) == Lifetime.UNKNOWN && haveEnded(members));
    }

    /** Returns the pods that count: the running ones or, of a Job without any, the youngest that ended. */
    private static List<Member> deciding(Workload workload, List<Member> members) {
        List<Member> running = in(members, Phase.RUNNING);
        if (running.isEmpty() && Lifetime.of(workload).keepsEndedPods()) {
            List<Member> ended = in(members, Phase.ENDED).stream()
                    .sorted(Revisions.YOUNGEST_FIRST)
                    .toList();
            // A pod that ended before its image was pulled does not show what ran.
            return ended.stream()
                    .filter(Selection::hasDigest)
                    .findFirst()
                    .or(() -> ended.stream().findFirst())
                    .stream()
                    .toList();
        }
        return running;
    }

    /** Returns whether there are pods and the work of each has ended. */
    private static boolean haveEnded(List<Member> members) {
        return !members.isEmpty()
                && members.stream().allMatch(member -> member.pod().phase() == Phase.ENDED);
    }

    private static boolean hasDigest(Member member) {
        return member.pod().containers().stream().anyMatch(container -> container.digest() != null);
    }

    private static List<Member> in(List<Member> members, Phase phase) {
        return members.stream().filter(member -> member.pod().phase() == phase).toList();
    }

    /** A container of one of the pods that count. */
    private record RunningContainer(Container container, long started, Member member) {
        /** The best first: with a digest, of the image's own repository, started last; then the younger pod's. */
        private static final Comparator<RunningContainer> BEST_FIRST = Comparator.comparing(
                        (RunningContainer runningContainer) -> runningContainer.container.source() == Source.REPOSITORY
                                ? Source.SPEC
                                : runningContainer.container.source())
                .thenComparing(
                        Comparator.comparingLong(RunningContainer::started).reversed());
    }

    /**
     * Returns the containers of the pods by name, for each the best candidate first. A container that the deciding
     * revision lacks, or has without a digest yet, comes from the next revision: it is deployed as long as a pod runs
     * it.
     */
    private static Map<String, List<RunningContainer>> running(List<Member> deciding) {
        var running = new LinkedHashMap<String, List<RunningContainer>>();
        for (List<Member> revision : Revisions.of(deciding)) {
            var ofRevision = new LinkedHashMap<String, List<RunningContainer>>();
            for (Member member : revision) {
                PodState pod = member.pod();
                for (int i = 0; i < pod.containers().size(); i++) {
                    Container container = pod.containers().get(i);
                    long started = pod.starts().order(i, pod.createdAt());
                    ofRevision
                            .computeIfAbsent(container.name(), name -> new ArrayList<>())
                            .add(new RunningContainer(container, started, member));
                }
            }
            ofRevision.forEach((container, candidates) -> {
                // A stable sort: of equal candidates the younger pod's stays first.
                candidates.sort(RunningContainer.BEST_FIRST);
                running.computeIfAbsent(container, name -> new ArrayList<>()).addAll(candidates);
            });
        }
        return running;
    }

    private Optional<DeploymentRecord> record(Workload workload, String name, RunningContainer runningContainer) {
        String container = runningContainer.container.name();
        try {
            Artifact artifact = Artifact.of(
                    ImageReference.parse(runningContainer.container.image()),
                    Objects.requireNonNull(runningContainer.container.digest()));
            if (!tracked.takesImage(artifact.name())) {
                return Optional.empty();
            }
            if (runningContainer.container.source() == Source.OTHER_REPOSITORY) {
                skipped.otherRepository(workload, container, artifact.name());
            }
            List<Map<String, String>> annotations = runningContainer.member.annotations();
            var metadata = Annotations.gather(annotations, repository(workload, container, artifact, annotations));
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
