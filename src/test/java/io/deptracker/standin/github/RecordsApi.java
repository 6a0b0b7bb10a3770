package io.deptracker.standin.github;

import io.deptracker.standin.github.Artifacts.Knowledge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints that accept records, without a connection: what GitHub answers to a request, and what it stores. */
public final class RecordsApi {
    /**
     * GitHub's answer.
     *
     * @param status the HTTP status
     * @param body JSON
     * @param stored the records that are stored
     * @param faults how the request broke the contract
     */
    public record Answer(int status, String body, List<ReceivedRecord> stored, List<String> faults) {}

    private final Artifacts artifacts = new Artifacts();

    /** Returns the records of a request; empty if it broke the contract or went to another endpoint. */
    public static List<ReceivedRecord> records(String rawPath, String body) {
        return RecordPath.of(rawPath)
                .map(path -> Contract.trust(path, body).records())
                .orElse(List.of());
    }

    /** Answers a request to a record endpoint. */
    public Answer answer(String rawPath, Map<String, String> headers, String body, Instant at) {
        Optional<RecordPath> path = RecordPath.of(rawPath);
        if (path.isEmpty()) {
            return new Answer(404, "{\"message\":\"Not Found\"}", List.of(), List.of("no record endpoint: " + rawPath));
        }
        Contract.Checked checked = Contract.check(path.get(), headers, body);
        Call call = new Call(
                at,
                "POST",
                rawPath,
                headers,
                body,
                checked.records(),
                path.get().cluster() != null);
        NormalAnswer normal = NormalAnswer.to(call, artifacts);
        return normal.reply() instanceof Reply.Status(int status, String text, Map<String, String> _)
                ? new Answer(status, text, normal.stored(), checked.faults())
                : new Answer(500, "", List.of(), List.of("no plain status"));
    }

    /** Removes the attestation of a digest, or publishes it. */
    public void know(String digest, boolean known) {
        set(digest, Knowledge.UNKNOWN, !known);
    }

    /** Forbids or allows the credential to write records of a digest. */
    public void permit(String digest, boolean permitted) {
        set(digest, Knowledge.FORBIDDEN, !permitted);
    }

    /** Rejects every call with a digest, or no longer. */
    public void poison(String digest, boolean poisoned) {
        set(digest, Knowledge.POISONED, poisoned);
    }

    private void set(String digest, Knowledge knowledge, boolean applies) {
        if (applies) {
            artifacts.set(digest, knowledge);
        } else {
            artifacts.clear(digest, knowledge);
        }
    }

    /** Sets whether a batch of which nothing can be stored is rejected as a whole. */
    public void refuseWholeBatches(boolean whole) {
        artifacts.refuseWhole(whole);
    }
}
