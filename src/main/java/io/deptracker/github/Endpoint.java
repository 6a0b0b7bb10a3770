package io.deptracker.github;

import java.net.URI;

/**
 * The address of the API.
 *
 * @param base the base URL, without a slash at its end
 * @param organization the organization that owns the records
 */
public record Endpoint(URI base, String organization) {
    /** Returns where single records are posted; batches go below it. */
    URI records() {
        return URI.create(base + "/orgs/" + organization + "/artifacts/metadata/deployment-record");
    }

    /** Returns where the records of one digest are read. */
    URI recordsOf(String digest) {
        return URI.create(base + "/orgs/" + organization + "/artifacts/" + digest + "/metadata/deployment-records");
    }
}
