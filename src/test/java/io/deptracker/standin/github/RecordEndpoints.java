package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import io.deptracker.standin.EventLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two endpoints that accept records: they check the request, store it, call the script and respond. */
final class RecordEndpoints {
    private final InstantSource clock;
    private final Artifacts artifacts;
    private final StoredRecords stored;
    private final ReplyWriter writer;
    private final EventLog<Call> calls = new EventLog<>("calls", Call::summary);
    private final EventLog<String> violations = new EventLog<>("violations", violation -> violation);
    private volatile Behaviour behaviour = _ -> Optional.empty();
    private volatile @Nullable String onlyToken;
    private volatile Duration latency = Duration.ZERO;
    private volatile boolean trusting;

    RecordEndpoints(InstantSource clock, Artifacts artifacts, StoredRecords stored, ReplyWriter writer) {
        this.clock = clock;
        this.artifacts = artifacts;
        this.stored = stored;
        this.writer = writer;
    }

    EventLog<Call> calls() {
        return calls;
    }

    EventLog<String> violations() {
        return violations;
    }

    void behaviour(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    void onlyToken(@Nullable String token) {
        this.onlyToken = token;
    }

    void trust() {
        trusting = true;
    }

    void latency(Duration latency) {
        this.latency = latency;
    }

    /** Returns the reply to write, after storing and delaying; empty if the stand-in was closed in that time. */
    Optional<Reply> answer(HttpExchange exchange, RecordPath path) throws IOException, InterruptedException {
        Map<String, String> headers = headers(exchange);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Contract.Checked checked = trusting ? Contract.trust(path, body) : Contract.check(path, headers, body);
        Call call = new Call(
                clock.instant(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                headers,
                body,
                checked.records(),
                path.cluster() != null);
        // Read before any test can see the call: a test that awaits it may change the rules at once.
        Behaviour script = behaviour;
        Duration held = latency;
        boolean mayPass = mayPass(call);
        NormalAnswer normal = NormalAnswer.to(call, artifacts);
        calls.addAll(List.of(call));
        if (!checked.faults().isEmpty()) {
            String violation = call.method() + " " + call.path() + ": " + String.join("; ", checked.faults());
            violations.addAll(List.of(violation));
            return Optional.of(NormalAnswer.message(422, violation));
        }
        Optional<Reply> reply = mayPass ? settled(script, call, normal) : badCredentials();
        return writer.pause(held) ? Optional.empty() : reply;
    }

    private Optional<Reply> settled(Behaviour script, Call call, NormalAnswer normal) throws InterruptedException {
        Optional<Reply> scripted = script.on(call);
        return settled(scripted.orElseGet(() -> Reply.storeThen(normal.reply())), normal);
    }

    private Optional<Reply> settled(Reply reply, NormalAnswer normal) throws InterruptedException {
        return switch (reply) {
            case Reply.StoreThen(Reply seen) -> {
                stored.accept(normal.stored());
                yield settled(seen, normal);
            }
            case Reply.Delayed(Duration delay, Reply then) ->
                writer.pause(delay) ? Optional.empty() : settled(then, normal);
            case Reply.Status _, Reply.Hang _, Reply.CutOff _, Reply.Drip _, Reply.Endless _ -> Optional.of(reply);
        };
    }

    /** Checks the credential, before the script is called: GitHub stores nothing for an unknown one. */
    private boolean mayPass(Call call) {
        return knows(call.headers().get("Authorization"));
    }

    boolean knows(@Nullable String authorization) {
        String token = onlyToken;
        return token == null || ("Bearer " + token).equals(authorization);
    }

    private static Optional<Reply> badCredentials() {
        return Optional.of(NormalAnswer.message(401, "Bad credentials"));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return headers;
    }
}
