package io.deptracker.github;

import java.net.URI;

/**
 * Where the API is.
 *
 * @param base the base URL, without a slash at its end
 * @param organization whose records these are
 */
public record Endpoint(URI base, String organization) {
    /** Where single records are posted; batches go below it. */
    URI records() {
        return URI.create(base + "/orgs/" + organization + "/artifacts/metadata/deployment-record");
    }

    /** Where the records of one digest are read. */
    URI recordsOf(String digest) {
        return URI.create(base + "/orgs/" + organization + "/artifacts/" + digest + "/metadata/deployment-records");
    }
}
