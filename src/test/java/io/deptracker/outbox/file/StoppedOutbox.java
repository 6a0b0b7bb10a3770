package io.deptracker.outbox.file;

import static io.deptracker.outbox.Fixtures.gone;
import static io.deptracker.outbox.Fixtures.running;

import io.deptracker.outbox.BrakeStore;
import io.deptracker.outbox.Fixtures;
import io.deptracker.outbox.Lease;
import io.deptracker.outbox.ParkReason;
import io.deptracker.outbox.TestOutbox;
import io.deptracker.outbox.Transition.Bury;
import io.deptracker.outbox.Transition.Deliver;
import io.deptracker.outbox.Transition.GiveUp;
import io.deptracker.outbox.Transition.Park;
import io.deptracker.outbox.control.GateReason;
import io.deptracker.outbox.control.GateStore;
import io.deptracker.record.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An outbox with rows in every state whose controller has stopped, and what GitHub has accepted of it. */
final class StoppedOutbox {
    static final int DEPLOYMENTS = 1000;

    /** The last record of each name that GitHub accepted. */
    final Map<String, String> gitHub = new TreeMap<>();

    private final Path folder;

    StoppedOutbox(Path folder) {
        this.folder = folder;
    }

    /** Returns the file. */
    Path path() {
        return folder.resolve("outbox.db");
    }

    /** Creates the file with rows in every state, then stops. */
    void work() {
        try (var outbox = new TestOutbox(folder)) {
            outbox.commit(Fixtures.many(DEPLOYMENTS));
            deliver(outbox);
            outbox.commit(running("web-00001", 2001));
            Lease parked = outbox.leaseOne();
            Instant later = outbox.clock.instant().plus(Duration.ofHours(1));
            outbox.settle(new Park(parked, ParkReason.ATTESTATION, later, "404"));
            outbox.commit(running("web-00002", 2002));
            Lease buried = outbox.leaseOne();
            outbox.settle(new Bury(buried, "422", false));
            outbox.commit(running("web-00003", 2003));
            Lease unattested = outbox.leaseOne();
            outbox.settle(new GiveUp(unattested, "404", null));
            outbox.commit(running("web-00005", 2005));
            outbox.leaseOne();
            outbox.commit(running("web-00004", 2004));
            outbox.commit(gone("web-00006"));
            new GateStore(outbox.file())
                    .shut(new GateStore.ShutGate(GateReason.OUTAGE, "HTTP 503", Instant.EPOCH, Instant.EPOCH, 3));
            new BrakeStore(outbox.file()).hold(Instant.EPOCH, 30, Optional.empty());
        }
    }

    /** Delivers everything that is due. */
    void deliver(TestOutbox outbox) {
        for (List<Lease> leases = outbox.lease(); !leases.isEmpty(); leases = outbox.lease()) {
            List<Lease> batch = leases;
            batch.forEach(lease -> gitHub.put(lease.record().deploymentName(), said(lease)));
            outbox.settle(batch.stream().map(Deliver::new).toList());
        }
    }

    private static String said(Lease lease) {
        Status status = lease.record().status();
        return status.wireName() + " " + lease.record().artifact().version();
    }

    /** Returns the corrupt files that starts have set aside. */
    List<Path> setAside() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("outbox.db.corrupt-"))
                    .filter(file -> !file.toString().endsWith("-shm"))
                    .toList();
        }
    }
}
