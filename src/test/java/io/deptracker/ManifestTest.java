package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deptracker.config.Setting;
import io.deptracker.config.Settings;
import io.deptracker.config.SettingsReader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** deploy/manifest.yaml is consistent and fits the program. */
class ManifestTest {
    private static final String NAME = "deployment-tracker";

    private String text = "";
    private Manifest manifest = new Manifest(List.of());
    private PodTemplateSpec template = new PodTemplateSpec();
    private Container container = new Container();

    @BeforeEach
    void read() throws Exception {
        text = Files.readString(Path.of("deploy/manifest.yaml"));
        manifest = Manifest.parse(text);
        template = manifest.the(StatefulSet.class).getSpec().getTemplate();
        assertThat(template.getSpec().getContainers()).hasSize(1);
        container = template.getSpec().getContainers().getFirst();
    }

    @Test
    void everyObjectHasTheNameAndStandsInItsNamespace() {
        assertThat(manifest.objects())
                .extracting(HasMetadata::getKind)
                .containsExactly(
                        "Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Service", "StatefulSet");
        assertThat(manifest.objects())
                .extracting(object -> object.getMetadata().getName())
                .containsOnly(NAME);
        for (var type : List.of(ServiceAccount.class, Service.class, StatefulSet.class)) {
            assertThat(manifest.the(type).getMetadata().getNamespace())
                    .isEqualTo(manifest.the(Namespace.class).getMetadata().getName());
        }
    }

    @Test
    void aMisspeltFieldWouldBeNoticed() {
        for (String field : List.of(
                "serviceAccountName:",
                "runAsNonRoot:",
                "readOnlyRootFilesystem:",
                "failureThreshold:",
                "subjects:",
                "accessModes:",
                "clusterIP:")) {
            assertThat(text).contains(field);
            assertThatThrownBy(() -> Manifest.parse(text.replace(field, field.replace(":", "X:"))))
                    .isInstanceOf(UnrecognizedPropertyException.class);
        }
    }

    @Test
    void theRoleIsBoundToTheAccountThatThePodRunsAs() {
        var binding = manifest.the(ClusterRoleBinding.class);
        assertThat(binding.getRoleRef().getKind()).isEqualTo("ClusterRole");
        assertThat(binding.getRoleRef().getApiGroup()).isEqualTo("rbac.authorization.k8s.io");
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(manifest.the(ClusterRole.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(this::assertIsTheAccount);
        assertThat(template.getSpec().getServiceAccountName()).isEqualTo(NAME);
        // Of this pod alone: another pod of the same account gets no token by it.
        assertThat(template.getSpec().getAutomountServiceAccountToken()).isTrue();
        assertThat(manifest.the(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void theBindingForOneNamespaceIsSoundToo() {
        String commented = text.lines()
                .dropWhile(line -> !line.equals("# apiVersion: rbac.authorization.k8s.io/v1"))
                .takeWhile(line -> !line.equals("# ---"))
                .map(line -> line.substring(2))
                .collect(Collectors.joining("\n"));
        var binding = Manifest.parse(commented).the(RoleBinding.class);
        assertThat(binding.getMetadata().getName()).isEqualTo(NAME);
        assertThat(binding.getRoleRef().getName())
                .isEqualTo(manifest.the(ClusterRole.class).getMetadata().getName());
        assertThat(binding.getSubjects()).singleElement().satisfies(this::assertIsTheAccount);
    }

    private void assertIsTheAccount(Subject subject) {
        var account = manifest.the(ServiceAccount.class);
        assertThat(subject.getKind()).isEqualTo("ServiceAccount");
        assertThat(subject.getName()).isEqualTo(account.getMetadata().getName());
        assertThat(subject.getNamespace()).isEqualTo(account.getMetadata().getNamespace());
    }

    @Test
    void selectorsPortsAndProbesLineUp() throws Exception {
        var set = manifest.the(StatefulSet.class).getSpec();
        var service = manifest.the(Service.class);
        Map<String, String> labels = template.getMetadata().getLabels();
        assertThat(labels).containsAllEntriesOf(set.getSelector().getMatchLabels());
        assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
        assertThat(set.getServiceName()).isEqualTo(service.getMetadata().getName());
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");

        assertThat(container.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("metrics");
            assertThat(port.getContainerPort()).isEqualTo(settings().ops().metricsPort());
        });
        var metrics = new IntOrString("metrics");
        assertThat(service.getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getTargetPort()).isEqualTo(metrics));
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .extracting(Probe::getHttpGet)
                .allSatisfy(get -> assertThat(get.getPort()).isEqualTo(metrics))
                .extracting(get -> get.getPath())
                .containsExactly("/livez", "/livez", "/readyz");
    }

    @Test
    void everyMountHasAVolumeAndEveryVolumeAMount() {
        Stream<String> claims = manifest.the(StatefulSet.class).getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName());
        Stream<String> volumes = template.getSpec().getVolumes().stream().map(Volume::getName);
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(claims, volumes).toList());
    }

    @Test
    void theOutboxIsOnTheClaimAndTheTokenInTheSecret() throws Exception {
        Settings settings = settings();
        assertThat(mounted("outbox")).isEqualTo(settings.outbox().path().getParent());
        assertThat(settings.github().credential())
                .isEqualTo(
                        new Settings.GitHubCredential.TokenFile(mounted("token").resolve("token")));
        assertThat(volume("token").getSecret().getSecretName()).isEqualTo(NAME);
        assertThat(text).contains("create secret generic deployment-tracker --from-file=token=");
        // The root is read-only, and SQLite's library is unpacked to the JVM's folder of temporary files.
        assertThat(mounted("tmp")).isEqualTo(Path.of("/tmp"));
        assertThat(volume("tmp").getEmptyDir()).isNotNull();
    }

    private Path mounted(String volume) {
        return Path.of(container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume))
                .findFirst()
                .orElseThrow()
                .getMountPath());
    }

    private Volume volume(String name) {
        return template.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itsVariablesAreThoseOfSettings() {
        var known = Arrays.stream(Setting.values())
                .flatMap(setting -> setting.variables().stream())
                .toList();
        assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .isSubsetOf(known)
                .doesNotContain("API_TOKEN");
    }

    @Test
    void thereIsOneWithTimeToStop() throws Exception {
        assertThat(manifest.the(StatefulSet.class).getSpec().getReplicas()).isOne();
        Settings.Delivery delivery = settings().delivery();
        assertThat(Duration.ofSeconds(template.getSpec().getTerminationGracePeriodSeconds()))
                .isGreaterThan(delivery.drainTimeout().plus(delivery.requestTimeout()));
    }

    /**
     * With OrderedReady, the StatefulSet's controller waits for a pod of a wrong image or setting even after the
     * correction.
     */
    @Test
    void aPodThatNeverBecameReadyIsReplacedByTheCorrectedOne() {
        assertThat(manifest.the(StatefulSet.class).getSpec().getPodManagementPolicy())
                .isEqualTo("Parallel");
    }

    @Test
    void itMayDoAsLittleAsItNeeds() {
        var pod = template.getSpec().getSecurityContext();
        assertThat(pod.getRunAsNonRoot()).isTrue();
        assertThat(pod.getRunAsUser()).isPositive();
        assertThat(pod.getFsGroup()).isPositive();
        assertThat(pod.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var own = container.getSecurityContext();
        assertThat(own.getReadOnlyRootFilesystem()).isTrue();
        assertThat(own.getAllowPrivilegeEscalation()).isFalse();
        assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(own.getCapabilities().getAdd()).isEmpty();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    /** Returns the settings that the program would read in that pod. */
    private Settings settings() throws Exception {
        return SettingsReader.read(
                container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue)), Map.of());
    }
}
