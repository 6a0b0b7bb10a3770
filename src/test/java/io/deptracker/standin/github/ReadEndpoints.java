package io.deptracker.standin.github;

import io.deptracker.standin.github.Artifacts.Knowledge;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The endpoints that change nothing: the rate limit, and the records of a digest. */
final class ReadEndpoints {
    private static final Pattern RECORDS =
            Pattern.compile("/orgs/[^/]+/artifacts/(?<digest>sha256:[a-f0-9]{64})/metadata/deployment-records");

    private final Artifacts artifacts;
    private final StoredRecords stored;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile @Nullable Reply scripted;

    ReadEndpoints(Artifacts artifacts, StoredRecords stored) {
        this.artifacts = artifacts;
        this.stored = stored;
    }

    /**
     * Answers reads of records with this reply from now on, if the credential is known; null for the stored records.
     */
    void answerWith(@Nullable Reply reply) {
        scripted = reply;
    }

    int reads() {
        return reads.get();
    }

    Optional<Reply> answer(String path, boolean known) {
        if (path.equals("/rate_limit")) {
            return Optional.of(Reply.status(200, "{\"resources\":{}}"));
        }
        Matcher records = RECORDS.matcher(path);
        if (!records.matches()) {
            return Optional.empty();
        }
        reads.incrementAndGet();
        if (!known) {
            return Optional.of(NormalAnswer.message(401, "Bad credentials"));
        }
        Reply reply = scripted;
        return Optional.of(reply != null ? reply : stored(records.group("digest")));
    }

    private Reply stored(String digest) {
        if (artifacts.of(digest) == Knowledge.UNKNOWN) {
            return NormalAnswer.message(404, "no artifacts found");
        }
        ObjectNode body = RecordJson.MAPPER.createObjectNode();
        ArrayNode records = body.putArray("deployment_records");
        stored.byIdentity().values().stream()
                .filter(record -> record.digest().equals(digest))
                .forEach(record -> put(records.addObject().put("id", records.size()), record));
        body.put("total_count", records.size());
        return Reply.status(200, body.toString());
    }

    /** Writes a record as GitHub returns it: without name, version and status. */
    private static void put(ObjectNode json, ReceivedRecord record) {
        json.put("digest", record.digest())
                .put("logical_environment", record.logicalEnvironment())
                .put("physical_environment", record.physicalEnvironment())
                .put("cluster", record.cluster())
                .put("deployment_name", record.deploymentName())
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("updated_at", "2026-01-01T00:00:00Z")
                .put("attestation_id", 1);
        ObjectNode tags = json.putObject("tags");
        record.tags().forEach(tags::put);
        ArrayNode risks = json.putArray("runtime_risks");
        record.runtimeRisks().forEach(risks::add);
    }
}
