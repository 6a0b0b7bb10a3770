package io.deptracker.standin.apiserver;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Random faults of an API server. A fault may last until the next strike; {@link #calm} ends them all. */
public final class ApiServerFaults {
    private enum Strike {
        WATCHES_BREAK,
        WATCHES_BREAK_WITHIN_AN_EVENT,
        WATCHES_END,
        WATCHES_ARE_GONE,
        WATCHES_FAIL,
        REQUESTS_ARE_GONE,
        REQUESTS_ARE_TOO_MANY,
        REQUESTS_FAIL,
        NOTHING_IS_AVAILABLE,
        OLD_VERSIONS_EXPIRE,
        PAGES_EXPIRE,
        EVENTS_ARE_LOST,
        EVENTS_COME_AGAIN,
        BOOKMARKS_COME,
        SERVER_IS_AWAY
    }

    private static final List<String> RESOURCES =
            List.of("pods", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs");

    private final ApiServerStandIn server;
    private final RandomGenerator random;
    private final Map<Strike, Integer> strikes = new EnumMap<>(Strike.class);
    private boolean away;
    private boolean losing;

    public ApiServerFaults(ApiServerStandIn server, RandomGenerator random) {
        this.server = server;
        this.random = random;
    }

    /** Ends lasting faults, injects a new one, and returns how long it may last. */
    public Duration strike() throws IOException {
        calm();
        Strike strike = Strike.values()[random.nextInt(Strike.values().length)];
        strikes.merge(strike, 1, Integer::sum);
        switch (strike) {
            case WATCHES_BREAK -> server.dropWatches();
            case WATCHES_BREAK_WITHIN_AN_EVENT -> server.watches().cutOff();
            case WATCHES_END -> server.closeWatches();
            case WATCHES_ARE_GONE -> server.watches().fail(Statuses.tooOld(1, 2));
            case WATCHES_FAIL -> server.watches().fail(Statuses.failure(500, "InternalError", "etcdserver: no leader"));
            case REQUESTS_ARE_GONE -> failSome(0.5, 410, Map.of());
            case REQUESTS_ARE_TOO_MANY -> failSome(0.7, 429, Map.of("Retry-After", "1"));
            case REQUESTS_FAIL -> failSome(0.7, 500, Map.of());
            case NOTHING_IS_AVAILABLE -> failSome(1, 503, Map.of());
            case OLD_VERSIONS_EXPIRE -> server.compact();
            case PAGES_EXPIRE -> server.expirePages();
            case EVENTS_ARE_LOST -> {
                losing = true;
                server.loseEvents(true);
            }
            // Only the last one: no API server resends older events after it, and no client could tell.
            case EVENTS_COME_AGAIN -> RESOURCES.forEach(resource -> server.replay(resource, 1));
            case BOOKMARKS_COME -> server.bookmark();
            case SERVER_IS_AWAY -> {
                away = true;
                server.goAway();
            }
        }
        return Duration.ofMillis(random.nextInt(100, away ? 4_000 : 1_500));
    }

    /** Fails a share of the requests, and breaks the watches so that there are requests. */
    private void failSome(double share, int status, Map<String, String> headers) {
        var failure = new InjectedFaults.Failure(status, headers);
        server.injectedFaults().fail(verb -> random.nextDouble() < share ? Optional.of(failure) : Optional.empty());
        server.dropWatches();
    }

    /** Ends all faults: from then on the server works. */
    public void calm() throws IOException {
        server.recover();
        if (losing) {
            losing = false;
            server.loseNoMore();
        }
        if (away) {
            server.comeBack();
            away = false;
        }
    }

    /** Returns which faults were injected, and how often. */
    @Override
    public String toString() {
        return strikes.toString();
    }
}
