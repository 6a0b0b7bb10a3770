package io.deptracker.standin.github;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a record endpoint; with a cluster it is the batch endpoint. */
record RecordPath(String org, @Nullable String cluster) {
    private static final Pattern FORM =
            Pattern.compile("/orgs/(?<org>[^/]*)/artifacts/metadata/deployment-record(?:/cluster/(?<cluster>[^/]*))?");

    /** Parses the path as it was sent: no valid org or cluster needs escaping. */
    static Optional<RecordPath> of(String rawPath) {
        Matcher path = FORM.matcher(rawPath);
        return path.matches()
                ? Optional.of(new RecordPath(path.group("org"), path.group("cluster")))
                : Optional.empty();
    }
}
