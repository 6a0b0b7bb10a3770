package io.deptracker.standin.github;

import io.deptracker.standin.EventLog;
import io.deptracker.standin.github.ReceivedRecord.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GitHub's records: every acceptance in order, and the latest of each deployment. */
final class StoredRecords {
    private final EventLog<ReceivedRecord> accepted = new EventLog<>("accepted records", ReceivedRecord::summary);
    private final Map<Identity, ReceivedRecord> latest = new LinkedHashMap<>();

    /** Accepts one call's records together, so no reader sees half a batch. */
    synchronized void accept(List<ReceivedRecord> records) {
        records.forEach(this::put);
        accepted.addAll(records);
    }

    List<ReceivedRecord> accepted() {
        return accepted.list();
    }

    void awaitAccepted(int count, Duration timeout) throws InterruptedException {
        accepted.await(count, timeout);
    }

    void forgetAcceptances() {
        accepted.clear();
    }

    synchronized Map<Identity, ReceivedRecord> byIdentity() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(latest));
    }

    synchronized Map<String, ReceivedRecord> byName() {
        Map<String, ReceivedRecord> byName = new LinkedHashMap<>();
        latest.values().forEach(record -> byName.put(record.deploymentName(), record));
        return Collections.unmodifiableMap(byName);
    }

    void save(Path file) throws IOException {
        Files.writeString(file, RecordJson.written(List.copyOf(byIdentity().values())));
    }

    synchronized void load(Path file) throws IOException {
        latest.clear();
        if (Files.exists(file)) {
            RecordJson.read(Files.readString(file)).forEach(this::put);
        }
    }

    private void put(ReceivedRecord record) {
        // Removed first, so that the map's order is that of the latest acceptance and a name's last one wins.
        latest.remove(record.identity());
        latest.put(record.identity(), record);
    }
}
