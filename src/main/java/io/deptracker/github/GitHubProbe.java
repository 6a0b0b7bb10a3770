package io.deptracker.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Read-only requests to GitHub that find out whether it is reachable and accepts the credential. */
public final class GitHubProbe {
    /** No image has this digest. */
    private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

    private final Endpoint endpoint;
    private final Exchange exchange;
    private final Duration timeout;

    public GitHubProbe(Endpoint endpoint, HttpClient http, Duration timeout) {
        this.endpoint = endpoint;
        this.exchange = new Exchange(http, "deployment-tracker");
        this.timeout = timeout;
    }

    /**
     * A response of GitHub.
     *
     * @param status the HTTP status
     * @param detail the status and the message, for people
     * @param gitHubs whether the response is GitHub's own, not an intermediary's
     * @param limited whether GitHub limits the rate of calls
     * @param date the time by GitHub's clock
     * @param scopes the scopes of a classic token
     * @param accepted the permissions that GitHub accepts for it; one suffices
     */
    public record Result(
            int status,
            String detail,
            boolean gitHubs,
            boolean limited,
            Optional<Instant> date,
            Optional<String> scopes,
            Optional<String> accepted) {}

    /** Sends a request without a credential that counts against no limit. */
    public Result reach() throws IOException {
        return ask(URI.create(endpoint.base() + "/rate_limit"), null);
    }

    /** Reads the records of a digest that no image has. */
    public Result read(String token) throws IOException {
        return ask(endpoint.recordsOf(NO_DIGEST), token);
    }

    private Result ask(URI uri, @Nullable String token) throws IOException {
        Answer answer = exchange.get(uri, token, Deadline.in(timeout));
        boolean mayBeLimit = answer.status() == 403 || answer.status() == 429;
        return new Result(
                answer.status(),
                answer.detail(),
                answer.status() < 400 || answer.isGitHubsRefusal(),
                mayBeLimit && RateLimit.until(answer, Instant.EPOCH).isPresent(),
                answer.header("date").flatMap(GitHubProbe::instant),
                answer.header("x-oauth-scopes").filter(scopes -> !scopes.isEmpty()),
                answer.header("x-accepted-github-permissions"));
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException aWord) {
            return Optional.empty();
        }
    }
}
