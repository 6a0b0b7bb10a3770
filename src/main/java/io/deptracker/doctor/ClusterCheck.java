package io.deptracker.doctor;

import io.deptracker.cluster.ClusterException;
import io.deptracker.cluster.PermissionReview;
import io.deptracker.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A check of the API server and the controller's permissions on it. */
public final class ClusterCheck {
    private static final String SERVER = "kubernetes";
    private static final String PERMISSIONS = "permissions";

    private ClusterCheck() {}

    /** Checks the connection and every permission. */
    public static List<Finding> findings(Settings.Kubernetes settings, Map<String, String> variables) {
        List<Finding> findings = new ArrayList<>();
        Optional<Path> kubeconfig = settings.kubeconfig();
        try (PermissionReview review = PermissionReview.connect(kubeconfig, variables)) {
            findings.add(Finding.ok(SERVER, "%s responds, version %s".formatted(review.url(), review.version())));
            List<PermissionReview.Denied> denied = review.denied(settings.tracked());
            denied.forEach(each -> findings.add(
                    each.required()
                            ? Finding.fail(PERMISSIONS, each.text(), "bind the ClusterRole of deploy/manifest.yaml")
                            : Finding.warn(
                                    PERMISSIONS,
                                    each.text(),
                                    each.reduced()
                                            + ": bind the ClusterRole of deploy/manifest.yaml, unless this is"
                                            + " intended")));
            if (denied.isEmpty()) {
                findings.add(Finding.ok(PERMISSIONS, "every resource may be listed and watched"));
            }
        } catch (ClusterException unreachable) {
            findings.add(Finding.fail(
                    SERVER,
                    String.valueOf(unreachable.getMessage()),
                    "check -kubeconfig, the service account, and network policies"));
        }
        return findings;
    }
}
