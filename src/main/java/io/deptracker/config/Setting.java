package io.deptracker.config;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every setting that has a variable or a flag, with its path in reference.conf. Names without a note are those of
 * GitHub's Go tracker.
 */
public enum Setting {
    TEMPLATE("record.template", null, "DN_TEMPLATE"),
    LOGICAL_ENVIRONMENT("record.logical-environment", null, "LOGICAL_ENVIRONMENT"),
    PHYSICAL_ENVIRONMENT("record.physical-environment", null, "PHYSICAL_ENVIRONMENT"),
    CLUSTER("record.cluster", null, "CLUSTER"),

    ORG("github.org", null, "ORG", "GITHUB_ORG"),
    BASE_URL("github.base-url", null, "BASE_URL"),
    API_TOKEN("github.api-token", null, "API_TOKEN"),
    API_TOKEN_FILE("github.api-token-file", null, "API_TOKEN_FILE"),
    APP_ID("github.app.id", null, "GH_APP_ID"),
    APP_INSTALLATION_ID("github.app.installation-id", null, "GH_INSTALL_ID"),
    APP_KEY_PATH("github.app.private-key-path", null, "GH_APP_PRIV_KEY", "GH_APP_PRIV_KEY_PATH"),
    APP_KEY("github.app.private-key", null, "GH_APP_PRIVATE_KEY"),
    DRY_RUN("github.dry-run", "dry-run", "DRY_RUN"),

    PROXY("network.proxy", null, "HTTPS_PROXY", "https_proxy"),
    NO_PROXY("network.no-proxy", null, "NO_PROXY", "no_proxy"),
    CA_CERT_FILE("network.ca-cert-file", null, "CA_CERT_FILE"),

    KUBECONFIG("kubernetes.kubeconfig", "kubeconfig"),
    NAMESPACE("kubernetes.namespace", "namespace"),
    EXCLUDE_NAMESPACES("kubernetes.exclude-namespaces", "exclude-namespaces"),
    POD_SELECTOR("kubernetes.pod-selector", null, "POD_SELECTOR"),
    IMAGE_INCLUDE("kubernetes.image-include", null, "IMAGE_INCLUDE"),
    IMAGE_EXCLUDE("kubernetes.image-exclude", null, "IMAGE_EXCLUDE"),
    INCLUDE_KINDS("kubernetes.include-kinds", null, "INCLUDE_KINDS"),
    EXCLUDE_KINDS("kubernetes.exclude-kinds", null, "EXCLUDE_KINDS"),
    TRACK_BARE_PODS("kubernetes.track-bare-pods", null, "TRACK_BARE_PODS"),
    CONFIRM_DECOMMISSION("kubernetes.confirm-decommission", "confirm-decommission", "CONFIRM_DECOMMISSION"),
    SYNC_TIMEOUT("kubernetes.sync-timeout", null, "SYNC_TIMEOUT"),
    COMPARE_EVERY("kubernetes.compare-every", null, "COMPARE_EVERY"),

    OUTBOX_PATH("outbox.path", null, "OUTBOX_PATH"),
    RETENTION("outbox.retention", null, "RETENTION"),
    DEAD_RETENTION("outbox.dead-retention", null, "DEAD_RETENTION"),

    WORKERS("delivery.workers", "workers"),
    PACE("delivery.pace", null, "PACE"),
    BURST("delivery.burst", null, "BURST"),
    REQUEST_TIMEOUT("delivery.request-timeout", null, "REQUEST_TIMEOUT"),
    BATCH_SIZE("delivery.batch-size", null, "BATCH_SIZE"),
    MAX_ATTEMPTS("delivery.max-attempts", null, "MAX_ATTEMPTS"),
    BACKOFF_FIRST("delivery.backoff-first", null, "BACKOFF_FIRST"),
    BACKOFF_LONGEST("delivery.backoff-longest", null, "BACKOFF_LONGEST"),
    PARK_SCHEDULE("delivery.park-schedule", null, "PARK_SCHEDULE"),
    PARK_LIMIT("delivery.park-limit", null, "PARK_LIMIT"),
    DRAIN_TIMEOUT("delivery.drain-timeout", null, "DRAIN_TIMEOUT"),

    METRICS_PORT("ops.metrics-port", "metrics-port"),
    LOG_LEVEL("log.level", null, "LOG_LEVEL"),
    LOG_FORMAT("log.format", null, "LOG_FORMAT");

    /** The block of reference.conf that contains all settings. */
    static final String ROOT = "deptracker";

    private final String path;
    private final @Nullable String flag;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
    private final List<String> variables;

    Setting(String path, @Nullable String flag, String... variables) {
        this.path = path;
        this.flag = flag;
        this.variables = List.copyOf(Arrays.asList(variables));
    }

    /** Returns the path in a settings file. */
    public String path() {
        return ROOT + "." + path;
    }

    /** Returns the flag without dashes, or null if there is none. */
    public @Nullable String flag() {
        return flag;
    }

    /** Returns the environment variables; the first one that is set wins. */
    public List<String> variables() {
        return variables;
    }

    /** Returns the name that operators know it by. */
    public String title() {
        return flag != null ? "-" + flag : variables.getFirst();
    }
}
