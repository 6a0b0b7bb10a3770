package io.deptracker.cluster;

import io.deptracker.record.Workload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A counter of the containers without a record or with an incomplete one, which logs each of them once. Safe for many
 * threads.
 */
final class SkippedContainers {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedContainers.class);

    /** Beyond this number the oldest may be logged again: memory is bounded, and no one reads more lines. */
    private static final int REMEMBERED = 1000;

    private final Counter noDigest;
    private final Counter localImage;
    private final Counter otherRepository;
    private final Counter sameName;
    private final Counter notRecordable;
    private final Counter badRepository;
    private final Counter nameTaken;
    private final Map<String, Boolean> logged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    SkippedContainers(MeterRegistry registry) {
        noDigest = counter(registry, "no_digest");
        localImage = counter(registry, "local_image");
        otherRepository = counter(registry, "other_repository");
        sameName = counter(registry, "same_name");
        notRecordable = counter(registry, "not_recordable");
        badRepository = counter(registry, "bad_repository");
        nameTaken = counter(registry, "name_taken");
    }

    /** Counts a container whose digest is not known, or not a sha256 digest. */
    void noDigest(Workload workload, String container) {
        count(noDigest, workload, container, "no sha256 digest is known of what it runs");
    }

    /** Counts a container whose image is in no registry, as far as its node knows. */
    void localImage(Workload workload, String container) {
        count(
                localImage,
                workload,
                container,
                "its image is a local one, whose ID is not a registry's digest; pull it, or pin it by its digest");
    }

    /**
     * Counts a container that is recorded with a digest that its node reports for another repository than the image's.
     */
    void otherRepository(Workload workload, String container, String image) {
        count(
                otherRepository,
                workload,
                container,
                "the node has the digest of '" + image + "' of another repository; pin the image by its digest");
    }

    /** Counts a container whose deployment name another container of its workload has. */
    void sameName(Workload workload, String container, String name) {
        count(
                sameName,
                workload,
                container,
                "another container has its deployment name '" + name + "'; see DN_TEMPLATE");
    }

    /** Counts a container whose deployment name belongs to another workload, which keeps it while its pods run. */
    void nameTaken(Workload workload, String name, Workload holder) {
        count(
                nameTaken,
                workload,
                name,
                "the deployment name '%s' belongs to %s, which keeps it while its pods run; see DN_TEMPLATE"
                        .formatted(name, holder));
    }

    /** Counts a container whose record GitHub would reject. */
    void notRecordable(Workload workload, String container, String why) {
        count(notRecordable, workload, container, why);
    }

    /** Counts a container that is recorded without a repository, since GitHub would reject the repository's name. */
    void notARepository(Workload workload, String container, String name) {
        count(
                badRepository,
                workload,
                container,
                "'" + name + "' is not a valid repository name; it is left out of the record");
    }

    private synchronized void count(Counter counter, Workload workload, String container, String why) {
        if (logged.put(workload + "/" + container + why, true) == null) {
            counter.increment();
            LOG.atInfo()
                    .addKeyValue("workload", workload)
                    .addKeyValue("container", container)
                    .addKeyValue("why", why)
                    .log("container not recorded or recorded incompletely");
        }
    }

    private static Counter counter(MeterRegistry registry, String reason) {
        return Counter.builder("deptracker_containers_skipped")
                .tag("reason", reason)
                .description("Containers that made no record, or not all of it")
                .register(registry);
    }
}
