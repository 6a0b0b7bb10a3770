package io.deptracker.github;

import io.deptracker.github.Outcome.Accepted;
import io.deptracker.github.Outcome.BadCredential;
import io.deptracker.github.Outcome.BatchRejected;
import io.deptracker.github.Outcome.Forbidden;
import io.deptracker.github.Outcome.Oversized;
import io.deptracker.github.Outcome.RateLimited;
import io.deptracker.github.Outcome.Rejected;
import io.deptracker.github.Outcome.TransientFailure;
import io.deptracker.github.Outcome.UnknownArtifact;
import io.deptracker.record.DeploymentRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The only translation of a response into outcomes: one for each record that was sent, in their order. */
final class AnswerReader {
    private static final Outcome ACCEPTED = new Accepted();

    private AnswerReader() {}

    static List<Outcome> read(Answer answer, List<DeploymentRecord> sent, Instant now) {
        int status = answer.status();
        if (status == 207 && sent.size() > 1) {
            return partly(answer, sent);
        }
        return Collections.nCopies(sent.size(), whole(answer, sent.size() > 1, now));
    }

    private static Outcome whole(Answer answer, boolean batch, Instant now) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            // A response that is not the API's comes from an intermediary and proves nothing.
            return answer.json().isPresent() ? ACCEPTED : foreign(answer);
        }
        Optional<Instant> limit = status == 403 || status == 429 ? RateLimit.until(answer, now) : Optional.empty();
        if (limit.isPresent()) {
            return new RateLimited(limit.get(), answer.detail());
        }
        if (batch && (status == 413 || status == 504)) {
            return new Oversized(answer.detail());
        }
        // 408 is the one client error that does not concern the request.
        if (status < 400 || status >= 500 || status == 408) {
            return new TransientFailure(answer.detail());
        }
        if (!answer.isGitHubsRefusal()) {
            return foreign(answer);
        }
        if (status == 401) {
            return new BadCredential(answer.detail());
        }
        return switch (status) {
            case 403 ->
                batch
                        ? new BatchRejected(answer.detail(), new Forbidden(answer.detail()))
                        : new Forbidden(answer.detail());
            case 404 -> batch ? new BatchRejected(answer.detail(), unknown(answer)) : unknown(answer);
            default -> batch ? new BatchRejected(answer.detail(), null) : new Rejected(answer.detail());
        };
    }

    private static Outcome foreign(Answer answer) {
        return new TransientFailure("the response is not GitHub's but an intermediary's: " + answer.detail());
    }

    /**
     * Returns the outcome of a 404. GitHub also responds so for what a credential may not see, such as a misspelt
     * organization: only "no artifacts found" is the harmless case.
     */
    private static Outcome unknown(Answer answer) {
        String detail = answer.detail();
        return detail.toLowerCase(Locale.ROOT).contains("no artifacts found")
                ? new UnknownArtifact(detail)
                : new Forbidden(detail + " (check ORG and whether the credential can see the organization)");
    }

    /**
     * Returns the outcomes of a 207: some records were stored, the others failed each for its own cause. If the counts
     * of the response do not add up, no record counts as stored.
     */
    private static List<Outcome> partly(Answer answer, List<DeploymentRecord> sent) {
        Optional<JsonNode> body = answer.json();
        if (body.isEmpty() || !body.get().path("errors").isArray()) {
            return Collections.nCopies(sent.size(), foreign(answer));
        }
        Map<String, Outcome> failed = new HashMap<>();
        boolean addsUp = true;
        for (JsonNode error : body.get().path("errors")) {
            Optional<String> name = deploymentName(error, sent);
            name.ifPresent(known -> failed.put(known, byCause(error.path("cause"))));
            // An error that names no record may concern any of them.
            addsUp &= name.isPresent();
        }
        addsUp &= body.get().path("total_count").asLong(sent.size()) + failed.size() >= sent.size();
        Outcome rest =
                addsUp ? ACCEPTED : new TransientFailure("does not add up: HTTP 207: " + ErrorText.line(answer.body()));
        return sent.stream()
                .map(record -> failed.getOrDefault(record.deploymentName(), rest))
                .toList();
    }

    /**
     * Returns which record an error concerns: by its name, or by digest and image if it has no name and only one record
     * fits.
     */
    private static Optional<String> deploymentName(JsonNode error, List<DeploymentRecord> sent) {
        JsonNode deployment = error.path("deployment");
        JsonNode name = deployment.path("deployment_name");
        List<DeploymentRecord> fitting = sent.stream()
                .filter(record -> name.isString()
                        ? record.deploymentName().equals(name.asString())
                        : record.artifact()
                                        .digest()
                                        .value()
                                        .equals(deployment.path("digest").asString(""))
                                && record.artifact()
                                        .name()
                                        .equals(deployment.path("name").asString("")))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst().deploymentName()) : Optional.empty();
    }

    private static Outcome byCause(JsonNode cause) {
        return switch (cause.asString("")) {
            case "not_found" -> new UnknownArtifact("HTTP 207: not_found");
            case "unauthorized" -> new Forbidden("HTTP 207: unauthorized");
            default -> new TransientFailure("HTTP 207: unknown cause " + ErrorText.line(cause.toString()));
        };
    }
}
