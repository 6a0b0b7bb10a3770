package io.deptracker.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A monitor of the API server's responses: counts the pages of lists by resource, and keeps the TLS failure that
 * prevents a connection, if any. Unlike informers, which see only the last of several attempts, it sees each. Safe for
 * many threads.
 */
final class ApiTraffic implements Interceptor {
    private final Map<String, AtomicInteger> pages = new ConcurrentHashMap<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private volatile @Nullable String untrusted;

    /** Returns the traffic of a client made by {@link KubernetesAccess}; for any other client, one that stays empty. */
    static ApiTraffic of(KubernetesClient client) {
        @Nullable
        ApiTraffic traffic = client.getHttpClient() instanceof RequestTags tags ? tags.getTag(ApiTraffic.class) : null;
        return traffic == null ? new ApiTraffic() : traffic;
    }

    /**
     * Returns how many pages of a resource have arrived.
     *
     * @param resource its plural, its group after a dot, and the namespace after a slash
     */
    int pages(String resource) {
        AtomicInteger count = pages.get(resource);
        return count == null ? 0 : count.get();
    }

    /** Returns why the last request for a resource failed; empty if it succeeded. */
    Optional<String> failure(String resource) {
        return Optional.ofNullable(failures.get(resource));
    }

    /** Returns why no trusted connection can be opened; empty once any response has arrived. */
    Optional<String> untrusted() {
        return Optional.ofNullable(untrusted);
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        untrusted = null;
        String resource = resource(request.uri());
        if (response.isSuccessful()) {
            failures.remove(resource);
            if (!String.valueOf(request.uri().getQuery()).contains("watch=true")) {
                pages.computeIfAbsent(resource, key -> new AtomicInteger()).incrementAndGet();
            }
        }
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        untrusted = null;
        failures.put(resource(response.request().uri()), "HTTP " + response.code());
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        @Nullable Throwable cause = failure;
        while (cause != null && !(cause instanceof SSLException)) {
            cause = cause.getCause();
        }
        if (cause != null) {
            untrusted = String.valueOf(cause.getMessage());
        }
        failures.put(resource(request.uri()), String.valueOf(cause == null ? failure : cause));
    }

    /** Returns the key of a path: deployments.apps/shop for /apis/apps/v1/namespaces/shop/deployments. */
    private static String resource(URI uri) {
        String[] path = uri.getPath().split("/", -1);
        String plural = path[path.length - 1];
        String group = path.length > 3 && path[1].equals("apis") ? "." + path[2] : "";
        boolean inNamespace = path.length > 5 && path[path.length - 3].equals("namespaces");
        return plural + group + "/" + (inNamespace ? path[path.length - 2] : "");
    }
}
