package io.deptracker.sim;

import io.deptracker.sim.SimulatedHttp.Request;
import io.deptracker.sim.SimulatedHttp.Response;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.RecordsApi;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** GitHub, and the way to it: it follows the contract and has {@link Weather}. */
final class SimulatedGitHub implements SimulatedHttp.Server {
    /** An observer of the calls. */
    interface Observer {
        /** Called when a call begins; returns what observes it further. */
        Call sent(List<ReceivedRecord> records);
    }

    /** An observer of one call. */
    interface Call {
        /** Called when GitHub, or a gateway on the way, is done with the request. */
        void arrived();

        /** Called when records are stored. */
        void stored(List<ReceivedRecord> records);

        /**
         * Called when the client has the response, or knows that none comes.
         *
         * @param limitedUntil until when no further call may be made, in nanoseconds; 0 if it states nothing of it
         */
        void answered(String answer, long limitedUntil);
    }

    /** A response, and until when it forbids further calls. */
    private record Limited(Response response, long limitedUntil) {}

    private static final String HTML = "<html><body>Bad day</body></html>";
    private static final int SMALL = 3;

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final RecordsApi api = new RecordsApi();
    private final Observer observer;
    private final Set<Weather> weather = EnumSet.noneOf(Weather.class);
    private final Map<String, ReceivedRecord> shown = new TreeMap<>();
    private Consumer<Duration> sleep = _ -> {};

    SimulatedGitHub(SimulatedTime time, RandomGenerator random, Observer observer) {
        this.time = time;
        this.random = random;
        this.observer = observer;
    }

    /** Sets how a call waits: its worker is suspended. */
    void sleepBy(Consumer<Duration> how) {
        sleep = how;
    }

    RecordsApi api() {
        return api;
    }

    /** Returns the records, by deployment name. */
    Map<String, ReceivedRecord> shown() {
        return shown;
    }

    Set<Weather> weather() {
        return weather;
    }

    void begin(Weather what) {
        weather.add(what);
        api.refuseWholeBatches(weather.contains(Weather.WHOLE_BATCHES_REFUSED));
    }

    void end(Weather what) {
        weather.remove(what);
        api.refuseWholeBatches(weather.contains(Weather.WHOLE_BATCHES_REFUSED));
    }

    @Override
    public Response answer(Request request) throws IOException {
        List<ReceivedRecord> records = RecordsApi.records(request.uri().getRawPath(), request.body());
        Call call = observer.sent(records);
        try {
            Limited response = exchange(request, records, call);
            call.answered("HTTP " + response.response().status(), response.limitedUntil());
            return response.response();
        } catch (IOException lost) {
            call.answered(String.valueOf(lost.getMessage()), 0);
            throw lost;
        }
    }

    private Limited exchange(Request request, List<ReceivedRecord> records, Call call) throws IOException {
        if (weather.contains(Weather.UNREACHABLE)) {
            sleep.accept(Duration.ofMillis(random.nextInt(3000)));
            throw new ConnectException("Connection refused");
        }
        int most = weather.contains(Weather.SLOW) ? 40_000 : 400;
        Duration there = Duration.ofMillis(5 + random.nextInt(most) / 2);
        Duration back = Duration.ofMillis(5 + random.nextInt(most) / 2);
        boolean isLost = weather.contains(Weather.LOST_ANSWERS) && random.nextInt(3) == 0;
        boolean hangs = weather.contains(Weather.HANGING);
        boolean isIgnored = hangs && random.nextBoolean();
        // What was sent arrives, even if its sender is killed or stands still.
        var response = new AtomicReference<Limited>();
        time.after(there, () -> {
            response.set(isIgnored ? html(504) : respond(request, records, call));
            call.arrived();
        });
        boolean isLate = hangs || there.plus(back).compareTo(request.timeout()) >= 0;
        sleep.accept(isLate ? request.timeout() : there.plus(back));
        if (isLate) {
            throw new HttpTimeoutException("request timed out");
        }
        if (isLost) {
            throw new IOException("Connection reset");
        }
        return Objects.requireNonNull(response.get());
    }

    private Limited respond(Request request, List<ReceivedRecord> records, Call call) {
        for (Weather now : weather) {
            Limited trouble = trouble(now, records);
            if (trouble != null) {
                return trouble;
            }
        }
        var answer = api.answer(
                request.uri().getRawPath(),
                request.headers(),
                request.body(),
                time.wall().instant());
        if (!answer.faults().isEmpty()) {
            throw new AssertionError("the request breaks the contract: " + answer.faults());
        }
        answer.stored().forEach(record -> shown.put(record.deploymentName(), record));
        if (!answer.stored().isEmpty()) {
            call.stored(answer.stored());
        }
        return json(answer.status(), answer.body(), Map.of());
    }

    private @Nullable Limited trouble(Weather now, List<ReceivedRecord> records) {
        return switch (now) {
            case BAD_GATEWAY -> html(502);
            case BLOCKING_GATEWAY -> html(403);
            case SIGN_IN_PAGE -> html(200);
            case SERVER_ERRORS -> json(503, "{\"message\":\"Service Unavailable\"}", Map.of());
            case LIMITED_FOR_SECONDS -> {
                int seconds = 30 + random.nextInt(600);
                yield limited(seconds, Map.of("retry-after", String.valueOf(seconds)));
            }
            case LIMITED_UNTIL -> {
                int seconds = 30 + random.nextInt(3000);
                yield limited(
                        seconds,
                        Map.of(
                                "x-ratelimit-remaining",
                                "0",
                                "x-ratelimit-reset",
                                String.valueOf(time.wall()
                                        .instant()
                                        .plusSeconds(seconds)
                                        .getEpochSecond())));
            }
            case LIMITED_WITHOUT_HEADERS -> limited(60, Map.of());
            case EXPIRED_TOKEN -> json(401, "{\"message\":\"Bad credentials\"}", Map.of());
            case FORBIDDEN ->
                json(403, "{\"message\":\"Although you appear to have the correct authorization\"}", Map.of());
            case NOTHING_FOUND -> json(404, "{\"message\":\"no artifacts found\"}", Map.of());
            case SMALL_BATCHES ->
                records.size() > SMALL ? json(413, "{\"message\":\"Payload Too Large\"}", Map.of()) : null;
            case SOME_SERVER_ERRORS ->
                random.nextInt(3) == 0 ? json(500, "{\"message\":\"Server Error\"}", Map.of()) : null;
            case UNREACHABLE, HANGING, LOST_ANSWERS, SLOW, WHOLE_BATCHES_REFUSED -> null;
        };
    }

    private Limited limited(int seconds, Map<String, String> headers) {
        Limited said = json(
                random.nextBoolean() ? 429 : 403,
                "{\"message\":\"You have exceeded a secondary rate limit\"}",
                headers);
        return new Limited(
                said.response(), time.nanos() + Duration.ofSeconds(seconds).toNanos());
    }

    private static Limited html(int status) {
        return new Limited(new Response(status, Map.of("content-type", "text/html"), HTML), 0);
    }

    private static Limited json(int status, String body, Map<String, String> headers) {
        var all = new TreeMap<>(headers);
        all.put("content-type", "application/json");
        all.put("x-github-request-id", "1");
        return new Limited(new Response(status, all, body), 0);
    }
}
