package io.deptracker.github;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rate limit that a 403 or 429 states, by GitHub's REST documentation. */
final class RateLimit {
    /** The wait for a limit without a stated instant: GitHub requires at least a minute. */
    private static final Duration UNSTATED = Duration.ofMinutes(1);

    /** Primary limits last an hour; a much longer wait is not believed. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private RateLimit() {}

    /** Returns the instant until which calls must wait; empty if the response has no sign of a limit. */
    static Optional<Instant> until(Answer answer, Instant now) {
        Optional<Instant> retryAfter = answer.header("retry-after").flatMap(text -> retryAfter(text, now));
        boolean exhausted =
                answer.header("x-ratelimit-remaining").filter("0"::equals).isPresent();
        Optional<Instant> reset =
                exhausted ? answer.header("x-ratelimit-reset").flatMap(RateLimit::epochSeconds) : Optional.empty();
        boolean limited = answer.status() == 429
                || answer.header("retry-after").isPresent()
                || exhausted
                || answer.detail().toLowerCase(Locale.ROOT).contains("rate limit");
        if (!limited) {
            return Optional.empty();
        }
        Instant stated = Stream.concat(retryAfter.stream(), reset.stream())
                .filter(now::isBefore)
                .max(Instant::compareTo)
                .orElse(now.plus(UNSTATED));
        Instant latest = now.plus(LONGEST);
        return Optional.of(stated.isAfter(latest) ? latest : stated);
    }

    private static Optional<Instant> retryAfter(String text, Instant now) {
        Optional<Long> seconds = number(text);
        if (seconds.isPresent()) {
            return seconds.filter(value -> value >= 0)
                    .map(value -> now.plusSeconds(Math.min(value, LONGEST.toSeconds())));
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException aWord) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> epochSeconds(String text) {
        // Beyond the range of instants.
        return number(text)
                .filter(value -> value >= 0 && value < Instant.MAX.getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    /** Parses a number in a header, at most the largest {@code long}; empty if it is not a number. */
    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException noLong) {
            return text.matches("\\d+") ? Optional.of(Long.MAX_VALUE) : Optional.empty();
        }
    }
}
