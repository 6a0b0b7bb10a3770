package io.deptracker.github;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP exchanges with GitHub: the headers of a request, one deadline up to the last byte of the response, redirects
 * within the origin, and responses of a bounded size without secrets. Safe for many threads.
 */
final class Exchange {
    static final String API_VERSION = "2022-11-28";
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final HttpClient http;
    private final String userAgent;

    Exchange(HttpClient http, String userAgent) {
        this.http = http;
        this.userAgent = userAgent;
    }

    /** Gets a resource, without a token if it is null. */
    Answer get(URI uri, @Nullable String token, Deadline deadline) throws IOException {
        return answer(request(uri, token).GET(), token, deadline);
    }

    /** Posts a JSON body. */
    Answer post(URI uri, byte[] body, String token, Deadline deadline) throws IOException {
        HttpRequest.Builder request =
                request(uri, token).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body));
        return answer(request, token, deadline);
    }

    private HttpRequest.Builder request(URI uri, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", API_VERSION)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", userAgent);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private Answer answer(HttpRequest.Builder request, @Nullable String token, Deadline deadline) throws IOException {
        HttpResponse<byte[]> response = send(request, deadline);
        for (int moves = 0; moves < Redirect.MOST; moves++) {
            Optional<URI> moved = Redirect.of(response);
            if (moved.isPresent()) {
                response = send(request.uri(moved.get()), deadline);
            }
        }
        if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
            throw new ProxyException("%s requires a user and a password (HTTP 407): check HTTPS_PROXY"
                    .formatted(proxy(response.uri())
                            .map(name -> "the proxy " + name)
                            .orElse("a proxy on the way")));
        }
        String text = LimitedBody.text(response);
        return new Answer(
                response.statusCode(), response.headers(), token == null ? text : ErrorText.without(token, text));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder builder, Deadline deadline) throws IOException {
        Duration left = deadline.left();
        if (!left.isPositive()) {
            throw new HttpTimeoutException("no time left to send it");
        }
        HttpRequest request = builder.timeout(left).build();
        try {
            return await(http.sendAsync(request, LimitedBody.handler()), deadline);
        } catch (HttpTimeoutException late) {
            throw late;
        } catch (IOException failed) {
            Optional<String> proxy = proxy(request.uri());
            if (proxy.isEmpty()) {
                throw failed;
            }
            throw new ProxyException(
                    "%s, through the proxy %s (HTTPS_PROXY)".formatted(ErrorText.of(failed), proxy.get()));
        }
    }

    private Optional<String> proxy(URI uri) {
        return http.proxy().stream()
                .flatMap(selector -> selector.select(uri).stream())
                .map(Proxy::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .map(address -> address.getHostString() + ":" + address.getPort())
                .findFirst();
    }

    /** Waits for an exchange, at most until the deadline. */
    private static <T> T await(CompletableFuture<T> exchange, Deadline deadline) throws IOException {
        // The request's own timeout covers the headers only; a body that trickles in needs this one.
        try {
            return exchange.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw new HttpTimeoutException("no response in time");
        } catch (InterruptedException stopping) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException passing ? passing : new IOException(failed.getCause());
        }
    }
}
