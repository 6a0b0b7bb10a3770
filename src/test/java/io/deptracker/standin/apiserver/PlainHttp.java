package io.deptracker.standin.apiserver;

import static io.deptracker.standin.apiserver.Representation.JSON;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A plain HTTP client, to see exactly what the stand-in sends. */
public final class PlainHttp implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ApiServerStandIn server;

    public PlainHttp(ApiServerStandIn server) {
        this.server = server;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, "application/json");
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return http.send(request(path, accept), BodyHandlers.ofString());
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    /** Returns the events of a watch, one by one as they arrive. */
    public Iterator<JsonNode> watch(String path, String accept) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(request(path, accept), BodyHandlers.ofLines());
        return response.body()
                .filter(line -> !line.isBlank())
                .map(JSON::readTree)
                .iterator();
    }

    public Iterator<JsonNode> watch(String path) throws IOException, InterruptedException {
        return watch(path, "application/json");
    }

    private HttpRequest request(String path, String accept) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Accept", accept)
                .build();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
