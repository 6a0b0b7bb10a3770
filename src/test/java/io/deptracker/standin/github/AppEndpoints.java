package io.deptracker.standin.github;

import com.sun.net.httpserver.HttpExchange;
import io.deptracker.standin.EventLog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The endpoints that a GitHub App signs in with: itself, its installation, and the token of an installation. */
public final class AppEndpoints {
    private static final Pattern PATH =
            Pattern.compile("/app(/installations/(?<id>\\d{1,18})(?<tokens>/access_tokens)?)?");
    private static final String CREATED = "2026-01-01T00:00:00Z";

    private final InstantSource clock;
    private final EventLog<String> tokens = new EventLog<>("installation tokens", token -> token);
    private volatile Duration lifetime = Duration.ofHours(1);
    private final AtomicInteger tokenRequests = new AtomicInteger();
    private volatile String granted = "write";
    private volatile Supplier<Optional<Reply>> script = Optional::empty;

    AppEndpoints(InstantSource clock) {
        this.clock = clock;
    }

    /** Sets the lifetime of installation tokens issued from now on; the default is an hour. */
    public void lifetime(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** Sets the installation's permission on artifact metadata; the default is write. */
    public void grant(String permission) {
        granted = permission;
    }

    /** Calls this script before each request for an installation token is answered; empty means the normal response. */
    public void script(Supplier<Optional<Reply>> newScript) {
        script = newScript;
    }

    /** Returns how many requests for installation tokens arrived so far. */
    public int tokenRequests() {
        return tokenRequests.get();
    }

    /** Returns the installation tokens issued so far, the oldest first. */
    public List<String> tokens() {
        return tokens.list();
    }

    Reply answer(HttpExchange exchange, URI base) {
        Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
        if (!path.matches()) {
            return NormalAnswer.message(404, "Not Found");
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return NormalAnswer.message(401, "A JSON web token could not be decoded");
        }
        String id = path.group("id");
        String request = exchange.getRequestMethod() + (path.group("tokens") == null ? "" : " tokens");
        return switch (request) {
            case "POST tokens" -> {
                tokenRequests.incrementAndGet();
                yield script.get().orElseGet(() -> Reply.status(201, token().toString()));
            }
            case "GET" -> Reply.status(200, (id == null ? app() : installation(Long.parseLong(id), base)).toString());
            default -> NormalAnswer.message(404, "Not Found");
        };
    }

    private synchronized ObjectNode token() {
        String token = "ghs_%036d".formatted(tokens.list().size() + 1);
        tokens.addAll(List.of(token));
        Instant expiry = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        ObjectNode body = RecordJson.MAPPER
                .createObjectNode()
                .put("token", token)
                .put("expires_at", expiry.toString())
                .put("repository_selection", "all");
        addPermissions(body);
        return body;
    }

    private ObjectNode app() {
        ObjectNode body = RecordJson.MAPPER
                .createObjectNode()
                .put("id", 1)
                .put("slug", "deployment-tracker")
                .put("name", "deployment-tracker")
                .put("description", "")
                .put("external_url", "https://example.com")
                .put("html_url", "https://github.com/apps/deployment-tracker")
                .put("created_at", CREATED)
                .put("updated_at", CREATED)
                .put("installations_count", 1);
        addOrganization(body.putObject("owner"));
        addPermissions(body);
        body.putArray("events");
        return body;
    }

    private ObjectNode installation(long id, URI base) {
        String self = base + "/app/installations/" + id;
        ObjectNode body = RecordJson.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("app_id", 1)
                .put("app_slug", "deployment-tracker")
                .put("target_id", 2)
                .put("target_type", "Organization")
                .put("repository_selection", "all")
                .put("access_tokens_url", self + "/access_tokens")
                .put("repositories_url", base + "/installation/repositories")
                .put("html_url", "https://github.com/organizations/acme/settings/installations/" + id)
                .put("created_at", CREATED)
                .put("updated_at", CREATED);
        addOrganization(body.putObject("account"));
        addPermissions(body);
        body.putArray("events");
        return body;
    }

    private static void addOrganization(ObjectNode owner) {
        owner.put("login", "acme").put("id", 2).put("type", "Organization").put("site_admin", false);
    }

    private void addPermissions(ObjectNode body) {
        body.putObject("permissions").put("artifact_metadata", granted).put("metadata", "read");
    }
}
