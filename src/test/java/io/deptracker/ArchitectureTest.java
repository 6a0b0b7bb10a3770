package io.deptracker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages depend on each other in one direction, and docs/architecture.md names each of them. */
class ArchitectureTest {
    private static final String ROOT = "io.deptracker";
    private static final Path SOURCES = Path.of("src/main/java/io/deptracker");

    /** The packages that each package may use; the root wires them all. */
    private static final Map<String, List<String>> USES = Map.ofEntries(
            Map.entry("record", List.of()),
            Map.entry("config", List.of("record")),
            Map.entry("github", List.of("record")),
            Map.entry("outbox.file", List.of()),
            Map.entry("outbox.control", List.of("outbox.file")),
            Map.entry("outbox", List.of("record", "outbox.file", "outbox.control")),
            Map.entry("outbox.upkeep", List.of("outbox", "outbox.file")),
            Map.entry("outbox.operator", List.of("record", "outbox", "outbox.file", "outbox.control")),
            Map.entry("cluster", List.of("record", "config", "outbox", "outbox.file", "outbox.control")),
            Map.entry("delivery", List.of("record", "github", "outbox", "outbox.file", "outbox.control")),
            Map.entry(
                    "ops",
                    List.of(
                            "record",
                            "github",
                            "cluster",
                            "delivery",
                            "outbox",
                            "outbox.file",
                            "outbox.control",
                            "outbox.operator")),
            Map.entry("doctor", List.of("config", "github", "cluster", "outbox.file", "outbox.operator")),
            Map.entry("audit", List.of("record", "github", "delivery", "outbox.operator")),
            Map.entry(
                    "cli",
                    List.of(
                            "record",
                            "config",
                            "outbox",
                            "outbox.file",
                            "outbox.control",
                            "outbox.upkeep",
                            "outbox.operator")));

    /** The program alone, without the tests that share its packages. */
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void eachPackageUsesOnlyThoseBelowIt() throws Exception {
        assertThat(USES.keySet()).containsExactlyInAnyOrderElementsOf(packages());
        USES.forEach((name, used) -> {
            String[] allowed = Stream.concat(Stream.of(name), used.stream())
                    .map(ArchitectureTest::qualified)
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(qualified(name)))
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                    .check(CLASSES);
        });
    }

    @Test
    void noArrowRunsBack() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachWorldStaysInItsPackage() {
        noClasses()
                .that(not(resideInAnyPackage(qualified("cluster"), ROOT)))
                .should()
                .dependOnClassesThat(resideInAPackage("io.fabric8.."))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(ROOT + ".outbox..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb.."))
                .check(CLASSES);
        noClasses()
                .that(resideInAnyPackage(ROOT + ".outbox..", qualified("record"), qualified("delivery")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http.."))
                .check(CLASSES);
    }

    @Test
    void theDocumentNamesEveryPackage() throws Exception {
        List<String> named = Files.readString(Path.of("docs/architecture.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        assertThat(named).containsAll(packages());
    }

    private static List<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toList());
        }
    }

    private static String qualified(String name) {
        return ROOT + "." + name;
    }
}
