package io.deptracker.github;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads from a 403 or 429 whether, and until when, calls are limited (github-api: limits). */
final class RateLimit {
    /** What a limit without a stated instant waits: GitHub asks for at least a minute. */
    private static final Duration UNSTATED = Duration.ofMinutes(1);

    /** Primary limits last an hour; whatever says much more is not believed. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private RateLimit() {}

    /** The instant until which calls must wait; empty where the answer has no sign of a limit. */
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
        // Further than any calendar goes: not an instant.
        return number(text)
                .filter(value -> value >= 0 && value < Instant.MAX.getEpochSecond())
                .map(Instant::ofEpochSecond);
    }

    /** A number as headers have it, the largest there is where it is larger; empty where it is none. */
    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException noLong) {
            return text.matches("\\d+") ? Optional.of(Long.MAX_VALUE) : Optional.empty();
        }
    }
}
