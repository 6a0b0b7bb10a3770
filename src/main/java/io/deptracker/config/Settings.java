package io.deptracker.config;

import io.deptracker.record.Environment;
import io.deptracker.record.NameTemplate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings, validated: whatever holds one may rely on the ranges that reference.conf states.
 *
 * @param naming how deployments are named
 * @param github where and as whom to post
 * @param kubernetes what to watch
 * @param outbox where what is owed is kept
 * @param delivery how to post
 * @param ops how to be watched
 * @param log how to log
 * @param remarks what an operator should know of the settings, to be logged at the start
 */
public record Settings(
        Naming naming,
        GitHub github,
        Kubernetes kubernetes,
        Outbox outbox,
        Delivery delivery,
        Ops ops,
        Log log,
        List<String> remarks) {

    /** The environment that all records are of, and the template of their names. */
    public record Naming(Environment environment, NameTemplate template) {}

    /** The API and the credential for it; exactly one credential. */
    public record GitHub(URI baseUrl, String organization, GitHubCredential credential) {}

    /** Where the credential comes from. Its text never shows a secret. */
    public sealed interface GitHubCredential {
        /** A token as it was given. */
        record Token(String token) implements GitHubCredential {
            @Override
            public String toString() {
                return "Token[…]";
            }
        }

        /** A file that holds a token. */
        record TokenFile(Path file) implements GitHubCredential {}
    }

    /** Which cluster, and what of it; at most one of the two kinds of namespaces is not empty. */
    public record Kubernetes(
            Optional<Path> kubeconfig,
            Optional<String> namespace,
            Set<String> excludedNamespaces,
            Duration syncTimeout,
            Duration compareEvery) {}

    /** The outbox file and how long it keeps what is finished. */
    public record Outbox(Path path, Duration retention, Duration deadRetention) {}

    /** Workers, pace and patience. */
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

    /** Level and format of the log. */
    public record Log(String level, Format format) {
        /** How a line looks. */
        public enum Format {
            JSON,
            TEXT
        }
    }
}
