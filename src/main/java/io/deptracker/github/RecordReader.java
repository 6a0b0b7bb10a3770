package io.deptracker.github;

import io.deptracker.record.Digest;
import io.deptracker.record.Environment;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A reader of the deployment records that GitHub has stored, digest by digest. Safe for many threads. */
public final class RecordReader {
    private final Endpoint endpoint;
    private final Credential credential;
    private final Exchange exchange;
    private final Duration timeout;
    private final InstantSource clock;

    /**
     * A record as GitHub stored it. GitHub does not return its status.
     *
     * @param environment where the workload runs
     * @param deploymentName the deployment's name
     * @param tags its tags
     * @param runtimeRisks its runtime risks, by GitHub's names
     */
    public record StoredRecord(
            Environment environment, String deploymentName, Map<String, String> tags, Set<String> runtimeRisks) {}

    /** The result of reading a digest. */
    public sealed interface Result {
        /**
         * The digest's records.
         *
         * @param records the records that the response lists
         * @param complete whether these are all records
         */
        record Found(List<StoredRecord> records, boolean complete) implements Result {}

        /** GitHub knows no artifact of the digest, or the credential lacks the permission. */
        record Unknown() implements Result {}

        /** Reading failed for a reason that is true for every digest. */
        record Failed(String why) implements Result {}
    }

    /**
     * @param endpoint the API's address and the organization
     * @param credential authorizes each call
     * @param http the connections
     * @param timeout how long one call may take
     * @param clock converts stated waits to instants
     */
    public RecordReader(
            Endpoint endpoint, Credential credential, HttpClient http, Duration timeout, InstantSource clock) {
        this.endpoint = endpoint;
        this.credential = credential;
        this.exchange = new Exchange(http, "deployment-tracker");
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Reads the records of a digest with one call. */
    public Result read(Digest digest) {
        try {
            return result(exchange.get(endpoint.recordsOf(digest.value()), credential.token(), Deadline.in(timeout)));
        } catch (CredentialException none) {
            return new Result.Failed("no credential: " + none.getMessage());
        } catch (RateLimitException limited) {
            return limited(limited.until(), String.valueOf(limited.getMessage()));
        } catch (IOException failed) {
            return new Result.Failed("cannot reach %s: %s".formatted(endpoint.base(), ErrorText.of(failed)));
        }
    }

    private Result result(Answer answer) {
        int status = answer.status();
        if (status == 403 || status == 429) {
            Optional<Instant> until = RateLimit.until(answer, clock.instant());
            if (until.isPresent()) {
                return limited(until.get(), answer.detail());
            }
        }
        if (status >= 200 && status < 300) {
            return answer.json()
                    .map(json -> json.path("deployment_records"))
                    .filter(JsonNode::isArray)
                    .map(records -> found(answer, records))
                    .orElseGet(() -> foreign(answer));
        }
        if (!answer.isGitHubsRefusal()) {
            return status >= 500
                    ? new Result.Failed("unexpected response of GitHub: " + answer.detail())
                    : foreign(answer);
        }
        return switch (status) {
            case 401 -> new Result.Failed("GitHub rejects the credential; replace it: " + answer.detail());
            case 403 ->
                new Result.Failed(
                        "the credential may not read deployment records of %s; grant the repository permission"
                                        .formatted(endpoint.organization())
                                + " 'Artifact metadata: read': " + answer.detail());
            case 404 ->
                answer.detail().toLowerCase(Locale.ROOT).contains("no artifacts found")
                        ? new Result.Unknown()
                        : new Result.Failed(
                                "%s is not found; check ORG and whether the credential belongs to that organization: %s"
                                        .formatted(endpoint.organization(), answer.detail()));
            default -> new Result.Failed("unexpected response of GitHub: " + answer.detail());
        };
    }

    private static Result limited(Instant until, String detail) {
        return new Result.Failed("GitHub limits the calls of this credential until %s; try again after that: %s"
                .formatted(until, detail));
    }

    private static Result foreign(Answer answer) {
        return new Result.Failed(
                "the response is not GitHub's but an intermediary's; check proxies, firewalls and the mesh"
                        + " on the way: " + answer.detail());
    }

    private static Result found(Answer answer, JsonNode records) {
        long total = answer.json().orElseThrow().path("total_count").asLong(records.size());
        return new Result.Found(records.valueStream().map(RecordReader::stored).toList(), total <= records.size());
    }

    private static StoredRecord stored(JsonNode record) {
        Map<String, String> tags = new TreeMap<>();
        record.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
        return new StoredRecord(
                new Environment(
                        record.path("logical_environment").asString(""),
                        record.path("physical_environment").asString(""),
                        record.path("cluster").asString("")),
                record.path("deployment_name").asString(""),
                tags,
                record.path("runtime_risks")
                        .valueStream()
                        .map(risk -> risk.asString(""))
                        .collect(Collectors.toSet()));
    }
}
