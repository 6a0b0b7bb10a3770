package io.deptracker.sim;

/** What may be wrong with GitHub or the way to it; several at once, of which the first in this order decides. */
enum Weather {
    /** No connection can be made. */
    UNREACHABLE(true),
    /** Connections are made, but no response comes in time; the records may be stored. */
    HANGING(true),
    /** A gateway answers 502 with HTML. */
    BAD_GATEWAY(true),
    /** A gateway answers 403 with HTML. */
    BLOCKING_GATEWAY(true),
    /** A sign-in page answers 200 with HTML. */
    SIGN_IN_PAGE(true),
    /** GitHub answers 503 with JSON. */
    SERVER_ERRORS(true),
    /** The limit is stated as seconds. */
    LIMITED_FOR_SECONDS(true),
    /** The limit is stated as an instant. */
    LIMITED_UNTIL(true),
    /** A secondary limit without any header. */
    LIMITED_WITHOUT_HEADERS(true),
    /** The token has expired. */
    EXPIRED_TOKEN(true),
    /** The organization forbids everything. */
    FORBIDDEN(true),
    /** The permission is missing: GitHub finds nothing. */
    NOTHING_FOUND(true),
    /** Large batches are refused. */
    SMALL_BATCHES(false),
    /** Every third call fails. */
    SOME_SERVER_ERRORS(false),
    /** Every third response is lost after the records were stored. */
    LOST_ANSWERS(false),
    /** Responses take up to the timeout. */
    SLOW(false),
    /** A batch of which nothing can be stored is refused as a whole. */
    WHOLE_BATCHES_REFUSED(false);

    private final boolean stopsAll;

    Weather(boolean stopsAll) {
        this.stopsAll = stopsAll;
    }

    /** Returns whether no record is accepted while it lasts. */
    boolean stopsAll() {
        return stopsAll;
    }
}
