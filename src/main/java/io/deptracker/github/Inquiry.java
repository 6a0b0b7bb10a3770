package io.deptracker.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Asks GitHub what changes nothing, to learn whether it can be reached, and whether it takes the credential. */
public final class Inquiry {
    /** No image has this digest. */
    private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

    private final Endpoint endpoint;
    private final HttpClient http;
    private final Duration timeout;

    public Inquiry(Endpoint endpoint, HttpClient http, Duration timeout) {
        this.endpoint = endpoint;
        this.http = http;
        this.timeout = timeout;
    }

    /**
     * What GitHub said.
     *
     * @param status the HTTP status
     * @param detail the status and its message, for people
     * @param limited whether it asks for slower calls
     * @param date its clock
     * @param scopes those of a classic token
     * @param accepted the permissions of which it wants one
     */
    public record Reply(
            int status,
            String detail,
            boolean limited,
            Optional<Instant> date,
            Optional<String> scopes,
            Optional<String> accepted) {}

    /** Asks without a credential for what costs nothing. */
    public Reply reach() throws IOException {
        return ask(URI.create(endpoint.base() + "/rate_limit"), Optional.empty());
    }

    /** Reads the records of a digest that no image has. */
    public Reply read(String token) throws IOException {
        String path = "/orgs/%s/artifacts/%s/metadata/deployment-records".formatted(endpoint.organization(), NO_DIGEST);
        return ask(URI.create(endpoint.base() + path), Optional.of(token));
    }

    private Reply ask(URI uri, Optional<String> token) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", GitHubClient.API_VERSION)
                .header("User-Agent", "deployment-tracker");
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        HttpResponse<byte[]> response;
        try {
            response = GitHubClient.await(
                    http.sendAsync(request.build(), LimitedBody.handler()), System.nanoTime() + timeout.toNanos());
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no answer within " + timeout.toSeconds() + " s");
        }
        var answer = new Answer(
                response.statusCode(),
                response.headers(),
                Detail.without(token.orElse(""), LimitedBody.text(response)));
        boolean mayBeLimit = answer.status() == 403 || answer.status() == 429;
        return new Reply(
                answer.status(),
                answer.detail(),
                mayBeLimit && RateLimit.until(answer, Instant.EPOCH).isPresent(),
                answer.header("date").flatMap(Inquiry::instant),
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
