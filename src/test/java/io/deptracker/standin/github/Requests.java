package io.deptracker.standin.github;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A client that keeps the contract, unless a test modifies its request. */
final class Requests implements AutoCloseable {
    static final String SINGLE = "/orgs/acme/artifacts/metadata/deployment-record";
    static final String BATCH = SINGLE + "/cluster/blue";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    Requests(GitHubStandIn gitHub) {
        this.base = gitHub.baseUrl();
    }

    @Override
    public void close() {
        // The orderly close would wait for calls that the stand-in never answers.
        client.shutdownNow();
    }

    HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
        return post(path, body, _ -> {});
    }

    HttpResponse<String> post(String path, Object body, Consumer<HttpRequest.Builder> bend)
            throws IOException, InterruptedException {
        return client.send(request(path, body, bend), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Authorization", "Bearer good")
                        .build(),
                BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    HttpRequest request(String path, Object body, Consumer<HttpRequest.Builder> bend) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .POST(BodyPublishers.ofString(body.toString()))
                .setHeader("Accept", "application/vnd.github+json")
                .setHeader("X-GitHub-Api-Version", "2022-11-28")
                .setHeader("User-Agent", "test")
                .setHeader("Content-Type", "application/json")
                .setHeader("Authorization", "Bearer good");
        bend.accept(request);
        return request.build();
    }

    static ObjectNode single(String deploymentName, int image) {
        return deployment(deploymentName, image)
                .put("status", "deployed")
                .put("logical_environment", "production")
                .put("physical_environment", "eu-1")
                .put("cluster", "blue")
                .put("return_records", false);
    }

    static ObjectNode batch(ObjectNode... deployments) {
        ObjectNode body = RecordJson.MAPPER
                .createObjectNode()
                .put("logical_environment", "production")
                .put("physical_environment", "eu-1")
                .put("partial_success", true)
                .put("return_records", false);
        for (ObjectNode deployment : deployments) {
            body.withArray("deployments").add(deployment);
        }
        return body;
    }

    static ObjectNode deployment(String deploymentName, int image) {
        return RecordJson.MAPPER
                .createObjectNode()
                .put("name", "ghcr.io/acme/image-" + image)
                .put("digest", digest(image))
                .put("version", "v" + image)
                .put("deployment_name", deploymentName);
    }

    static String digest(int image) {
        return "sha256:%064x".formatted(image);
    }
}
