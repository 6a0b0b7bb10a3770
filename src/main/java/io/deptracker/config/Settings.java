package io.deptracker.config;

import io.deptracker.record.Environment;
import io.deptracker.record.ImageName;
import io.deptracker.record.NameTemplate;
import io.deptracker.record.RepositoryRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The validated settings; every value is within the range that reference.conf states.
 *
 * @param naming how deployments are named
 * @param github where to post, and with which credential
 * @param network the connection to GitHub
 * @param kubernetes what to watch
 * @param outbox where the backlog is stored
 * @param delivery how to post
 * @param ops how the program is monitored
 * @param log how to log
 * @param remarks what an operator should know of the settings, to be logged at the start
 */
public record Settings(
        Naming naming,
        GitHub github,
        Network network,
        Kubernetes kubernetes,
        Outbox outbox,
        Delivery delivery,
        Ops ops,
        Log log,
        List<String> remarks) {

    /** The environment of all records, the template of their names, and the repositories of images. */
    public record Naming(Environment environment, NameTemplate template, RepositoryRules repositories) {}

    /** The API and exactly one credential for it. In a dry run nothing is posted. */
    public record GitHub(URI baseUrl, String organization, GitHubCredential credential, boolean dryRun) {}

    /** The source of the credential. Its text never contains a secret. */
    public sealed interface GitHubCredential {
        /** A token given as text. */
        record Token(String token) implements GitHubCredential {
            @Override
            public String toString() {
                return "Token[…]";
            }
        }

        /** A file that holds a token. */
        record TokenFile(Path file) implements GitHubCredential {
            @Override
            public String toString() {
                return "TokenFile[…]";
            }
        }

        /** An installation of a GitHub App. */
        record App(String id, long installationId, AppKey key) implements GitHubCredential {}

        /** No credential: nothing is posted. */
        record None() implements GitHubCredential {}
    }

    /** An App's private key. Its text never contains the key. */
    public sealed interface AppKey {
        /** A PEM file. */
        record File(Path path) implements AppKey {
            @Override
            public String toString() {
                return "File[…]";
            }
        }

        /** PEM text. */
        record Text(String pem) implements AppKey {
            @Override
            public String toString() {
                return "Text[…]";
            }
        }
    }

    /**
     * The connection to GitHub.
     *
     * @param proxy the proxy, with its user if it needs one
     * @param noProxy hosts that are reached without it
     * @param caCertificates PEM certificates to trust in addition to the system's
     */
    public record Network(Optional<URI> proxy, List<String> noProxy, Optional<Path> caCertificates) {
        @Override
        public String toString() {
            return "Network[proxy=%s, noProxy=%s, caCertificates=%s]"
                    .formatted(proxy.map(uri -> uri.getHost() + ":" + uri.getPort()), noProxy, caCertificates);
        }
    }

    /** Which cluster to watch, what of it, and whether a mass decommission is confirmed. */
    public record Kubernetes(
            Optional<Path> kubeconfig,
            Tracked tracked,
            boolean confirmDecommission,
            Duration syncTimeout,
            Duration compareEvery) {}

    /**
     * What of the cluster is tracked.
     *
     * @param namespaces the only ones; empty for all
     * @param excludedNamespaces those to leave out; empty if only some are watched
     * @param podSelector a label selector for pods; empty for all
     * @param imageInclude patterns; an image's name, without tag and digest, must match at least one; empty for all
     * @param imageExclude patterns; the name must match none
     * @param kinds which kinds of workloads
     * @param barePods whether pods without a controller are workloads of their own
     */
    public record Tracked(
            Set<String> namespaces,
            List<Glob> excludedNamespaces,
            String podSelector,
            List<Glob> imageInclude,
            List<Glob> imageExclude,
            KindFilter kinds,
            boolean barePods) {
        /** Checks whether an image of that name is recorded. Any spelling of a Docker Hub name may match. */
        public boolean takesImage(String name) {
            if (imageInclude.isEmpty() && imageExclude.isEmpty()) {
                return true;
            }
            List<String> spellings = new ImageName(name).spellings();
            return (imageInclude.isEmpty() || matchesAny(imageInclude, spellings))
                    && !matchesAny(imageExclude, spellings);
        }

        private static boolean matchesAny(List<Glob> globs, List<String> spellings) {
            return globs.stream().anyMatch(glob -> spellings.stream().anyMatch(glob::matches));
        }
    }

    /** The outbox file, and how long it keeps finished rows. */
    public record Outbox(Path path, Duration retention, Duration deadRetention) {}

    /** Workers, rate and timeouts of the deliveries. */
    public record Delivery(
            int workers,
            double pace,
            int burst,
            Duration requestTimeout,
            int batchSize,
            int maxAttempts,
            Duration backoffFirst,
            Duration backoffLongest,
            List<Duration> parkSchedule,
            Duration parkLimit,
            Duration drainTimeout) {}

    /** The HTTP port for metrics and health. */
    public record Ops(int metricsPort) {}

    /** The level and the format of the log. */
    public record Log(String level, Format format) {
        /** The format of a log line. */
        public enum Format {
            JSON,
            TEXT
        }
    }
}
