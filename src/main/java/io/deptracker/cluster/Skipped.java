package io.deptracker.cluster;

import io.deptracker.record.Workload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the containers that make no record or not all of it, and says each one once. Safe for many threads. */
final class Skipped {
    private static final Logger LOG = LoggerFactory.getLogger(Skipped.class);

    /** Beyond this many the oldest may be said again: memory is bounded, and nobody reads more. */
    private static final int REMEMBERED = 1000;

    private final Counter noDigest;
    private final Counter sameName;
    private final Counter notRecordable;
    private final Counter badRepository;
    private final Counter nameTaken;
    private final Map<String, Boolean> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Skipped(MeterRegistry registry) {
        noDigest = counter(registry, "no_digest");
        sameName = counter(registry, "same_name");
        notRecordable = counter(registry, "not_recordable");
        badRepository = counter(registry, "bad_repository");
        nameTaken = counter(registry, "name_taken");
    }

    /** Its digest is not known, or not a sha256 digest. */
    void noDigest(Workload workload, String container) {
        say(noDigest, workload, container, "no sha256 digest is known of what it runs");
    }

    /** Another container of its workload has the same deployment name. */
    void sameName(Workload workload, String container, String name) {
        say(sameName, workload, container, "another container has its deployment name '" + name + "'; see DN_TEMPLATE");
    }

    /** Another workload has its deployment name, and keeps it while its pods run. */
    void nameTaken(Workload workload, String name, Workload holder) {
        say(
                nameTaken,
                workload,
                name,
                "the deployment name '%s' belongs to %s, which keeps it while its pods run; see DN_TEMPLATE"
                        .formatted(name, holder));
    }

    /** GitHub would not take its record. */
    void notRecordable(Workload workload, String container, String why) {
        say(notRecordable, workload, container, why);
    }

    /** GitHub would not take that as a repository's name; its record goes without. */
    void notARepository(Workload workload, String container, String name) {
        say(badRepository, workload, container, "'" + name + "' is no repository's name; it is left out of the record");
    }

    private synchronized void say(Counter counter, Workload workload, String container, String why) {
        if (said.put(workload + "/" + container + why, true) == null) {
            counter.increment();
            LOG.atInfo()
                    .addKeyValue("workload", workload)
                    .addKeyValue("container", container)
                    .addKeyValue("why", why)
                    .log("container not recorded in full");
        }
    }

    private static Counter counter(MeterRegistry registry, String reason) {
        return Counter.builder("deptracker_containers_skipped")
                .tag("reason", reason)
                .description("Containers that made no record, or not all of it")
                .register(registry);
    }
}
