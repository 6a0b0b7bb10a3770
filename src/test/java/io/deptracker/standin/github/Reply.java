package io.deptracker.standin.github;

import java.time.Duration;
import java.util.Map;

/** The reply to a call, from a plain status to the ways in which a connection fails. */
public sealed interface Reply {
    /** Returns a complete response; its content type is JSON unless the headers contain another. */
    static Reply status(int status, String body, Map<String, String> headers) {
        return new Status(status, body, headers);
    }

    static Reply status(int status, String body) {
        return new Status(status, body, Map.of());
    }

    /** Accepts the request and sends nothing until the stand-in closes. */
    static Reply hang() {
        return new Hang();
    }

    /** Announces a body, sends a part of it and closes the connection. */
    static Reply cutOff() {
        return new CutOff();
    }

    /** Sends a valid response one byte at a time, with this delay between two bytes. */
    static Reply drip(Duration between) {
        return new Drip(between);
    }

    /** Sends a successful status and a body without an end. */
    static Reply endless() {
        return new Endless();
    }

    /** Stores the records as usual, but the client receives the other reply. */
    static Reply storeThen(Reply seen) {
        return new StoreThen(seen);
    }

    /** Waits for a while, then sends the other reply. */
    static Reply delayed(Duration delay, Reply then) {
        return new Delayed(delay, then);
    }

    /** See {@link Reply#status(int, String, Map)}. */
    record Status(int status, String body, Map<String, String> headers) implements Reply {
        public Status {
            headers = Map.copyOf(headers);
        }
    }

    /** See {@link Reply#hang()}. */
    record Hang() implements Reply {}

    /** See {@link Reply#cutOff()}. */
    record CutOff() implements Reply {}

    /** See {@link Reply#drip(Duration)}. */
    record Drip(Duration between) implements Reply {}

    /** See {@link Reply#endless()}. */
    record Endless() implements Reply {}

    /** See {@link Reply#storeThen(Reply)}. */
    record StoreThen(Reply seen) implements Reply {}

    /** See {@link Reply#delayed(Duration, Reply)}. */
    record Delayed(Duration delay, Reply then) implements Reply {}
}
