package io.deptracker.standin;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What changes nothing: the rate limit, and the records of a digest, of which the stand-in has none to show. */
final class ReadEndpoints {
    private static final Pattern RECORDS =
            Pattern.compile("/orgs/[^/]+/artifacts/sha256:[a-f0-9]{64}/metadata/deployment-records");

    private volatile @Nullable Reply scripted;

    /** Answers reads of records so from now on, for a credential that is known. */
    void answerWith(Reply reply) {
        scripted = reply;
    }

    Optional<Reply> answer(String path, boolean known) {
        if (path.equals("/rate_limit")) {
            return Optional.of(Reply.status(200, "{\"resources\":{}}"));
        }
        if (!RECORDS.matcher(path).matches()) {
            return Optional.empty();
        }
        if (!known) {
            return Optional.of(NormalAnswer.message(401, "Bad credentials"));
        }
        Reply reply = scripted;
        return Optional.of(reply != null ? reply : Reply.status(200, "{\"total_count\":0,\"deployment_records\":[]}"));
    }
}
