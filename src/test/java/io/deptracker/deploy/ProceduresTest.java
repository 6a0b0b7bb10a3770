package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The procedures of operators: each has its section in the documents, with its commands in order. {@link CodeBlocksTest} checks
 * the commands.
 */
class ProceduresTest {
    private static final Path README = Path.of("README.md");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    private static final String DELETE_ONLY_THE_SET =
            "kubectl -n deployment-tracker delete statefulset deployment-tracker --cascade=orphan";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                The node is dead                        | kubectl taint nodes NODE node.kubernetes.io/out-of-service=
                Going back to an earlier version        | kubectl -n deployment-tracker set image
                Uninstall                               | kubectl delete -f deploy/manifest.yaml
                A cluster is deleted                    | kubectl -n deployment-tracker exec -it deployment-tracker-0 --
                Upgrading from a version with OrderedReady | kubectl apply -f deploy/manifest.yaml
                A larger volume                         | kubectl -n deployment-tracker patch pvc
                """)
    void everyEmergencyHasItsSectionWithCommands(String title, String command) throws Exception {
        assertThat(commands(RUNBOOK, title)).anyMatch(line -> line.startsWith(command));
    }

    /** While both run, the Go tracker may decommission by mistake: only what is posted after its end counts. */
    @Test
    void theGoTrackersDeploymentIsReplacedByTheStatefulSetStepByStep() throws Exception {
        assertThat(commands(README, "Coming from the Go tracker"))
                .containsExactly(
                        "kubectl apply -f deploy/manifest.yaml",
                        "kubectl -n deployment-tracker rollout status statefulset/deployment-tracker --timeout=5m",
                        "kubectl -n deployment-tracker exec deployment-tracker-0 -- deployment-tracker backlog",
                        "kubectl -n deployment-tracker delete deployment deployment-tracker --cascade=foreground",
                        "kubectl -n deployment-tracker exec deployment-tracker-0 -- deployment-tracker resend --all --yes");
        assertThat(Files.readString(README)).doesNotContain("change of image");
    }

    /** The overlays are examples: one of them needs the Prometheus operator, another watches a single namespace. */
    @Test
    void theReadmeInstallsTheBaseByKustomize() throws Exception {
        assertThat(commands(README, "Install"))
                .filteredOn(line -> line.contains(" -k "))
                .containsExactly("kubectl apply -k deploy/kustomize/base");
    }

    @Test
    void theReadmeNamesThePlacesWhereAnAnnotationOptsOut() throws Exception {
        assertThat(section(README, "How it works"))
                .contains("on a pod, on its workload or on its namespace opts it out")
                .doesNotContain("any of its owners");
    }

    @Test
    void theSizeOfALiveVolumeIsChangedBesideTheUpgrade() throws Exception {
        assertThat(ChartValue.all())
                .hasEntrySatisfying(
                        "persistence.size",
                        size -> assertThat(size.comment()).contains("An upgrade alone cannot change it"));
        assertThat(Files.readString(Chart.FOLDER.resolve("values.yaml"))).contains("section \"A larger volume\"");
        assertThat(commands(RUNBOOK, "A larger volume")).contains(DELETE_ONLY_THE_SET);
    }

    /** The pod management policy of a StatefulSet cannot be updated. */
    @Test
    void anOlderStatefulSetIsMadeAgainAroundItsPod() throws Exception {
        assertThat(commands(RUNBOOK, "Upgrading from a version with OrderedReady"))
                .containsExactly(DELETE_ONLY_THE_SET, "kubectl apply -f deploy/manifest.yaml");
    }

    @Test
    void theOverlayForOneNamespaceSaysWhatARoleCanGrant() throws Exception {
        assertThat(Files.readString(Path.of("deploy/kustomize/overlays/single-namespace/kustomization.yaml")))
                .contains("a Role can grant no more than to get and watch its own");
    }

    private static List<String> commands(Path document, String title) throws Exception {
        return CodeBlocks.commands(section(document, title));
    }

    private static String section(Path document, String title) throws Exception {
        String heading = "(?ms)^## %s$(.*?)(?=^## |\\z)".formatted(Pattern.quote(title));
        var found = Pattern.compile(heading).matcher(Files.readString(document));
        assertThat(found.find()).as("a section '%s' of %s", title, document).isTrue();
        return found.group(1);
    }
}
