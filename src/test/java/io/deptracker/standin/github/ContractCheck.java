package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A check of the requests to a test's own servers against the contract, as the stand-in does it. Safe for many threads.
 */
public final class ContractCheck implements AutoCloseable {
    private final List<String> violations = new CopyOnWriteArrayList<>();

    /** Checks a request to a record endpoint and ignores others. Its body can be read again. */
    public void check(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.setStreams(new ByteArrayInputStream(body), null);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        RecordPath.of(exchange.getRequestURI().getRawPath())
                .map(path -> Contract.check(path, headers, new String(body, StandardCharsets.UTF_8)))
                .ifPresent(checked -> violations.addAll(checked.faults()));
    }

    /** Fails if any request broke the contract. */
    @Override
    public void close() {
        if (!violations.isEmpty()) {
            throw new AssertionError("requests broke the contract: " + violations);
        }
    }
}
