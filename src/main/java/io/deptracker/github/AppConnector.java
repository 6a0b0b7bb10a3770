package io.deptracker.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Carries the calls of GitHub's library over our connections. The library's own connector waits for an answer without end,
 * and with it would every worker; here all calls together have one deadline, which begins with the making.
 */
final class AppConnector implements GitHubConnector {
    private final HttpClient http;
    private final long deadline;

    AppConnector(HttpClient http, Duration timeout) {
        this.http = http;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        var builder = HttpRequest.newBuilder(URI.create(request.url().toString()));
        request.allHeaders().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        InputStream content = request.body();
        var body = content == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content.readAllBytes());
        builder.method(request.method(), body);
        try {
            return new Response(
                    request, GitHubClient.await(http.sendAsync(builder.build(), LimitedBody.handler()), deadline));
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no answer in time");
        }
    }

    private static final class Response extends GitHubConnectorResponse {
        private final byte[] body;

        Response(GitHubConnectorRequest request, HttpResponse<byte[]> response) {
            super(request, response.statusCode(), response.headers().map());
            body = response.body();
        }

        @Override
        public InputStream bodyStream() throws IOException {
            return wrapStream(new ByteArrayInputStream(body));
        }

        @Override
        public void close() {
            // It was read as a whole.
        }
    }
}
