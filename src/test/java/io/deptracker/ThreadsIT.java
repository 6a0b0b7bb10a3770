package io.deptracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.standin.apiserver.ApiServerStandIn;
import io.deptracker.standin.github.GitHubStandIn;
import io.deptracker.testing.Jcmd;
import io.deptracker.testing.TrackerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/architecture.md lists every thread of the running program. */
class ThreadsIT {
    /** As `jcmd PID Thread.print` begins a Java thread; the JVM's own have no number. */
    private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" #\\d+");

    @TempDir
    Path folder;

    @Test
    void everyThreadIsListed() throws Exception {
        List<Pattern> listed = listed();
        try (var server = new ApiServerStandIn();
                var github = GitHubStandIn.start();
                var tracker = TrackerProcess.start(
                        folder,
                        server.kubeconfig(folder),
                        Map.of("BASE_URL", github.baseUrl().toString()))) {
            tracker.awaitReady();
            List<String> names = THREAD.matcher(Jcmd.run(tracker.pid(), "Thread.print"))
                    .results()
                    .map(match -> match.group(1))
                    .distinct()
                    .toList();

            assertThat(names).contains("reconcile", "upkeep", "delivery-1");
            assertThat(names.stream()
                            .filter(name -> listed.stream()
                                    .noneMatch(pattern -> pattern.matcher(name).matches())))
                    .as("threads that docs/architecture.md does not list")
                    .isEmpty();
        }
    }

    /** The names in the tables of the section on threads, an n being a number and a * any text. */
    private static List<Pattern> listed() throws Exception {
        String document = Files.readString(Path.of("docs/architecture.md"));
        String section = document.substring(document.indexOf("## Threads"), document.indexOf("## Invariants"));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell ->
                        Pattern.compile("`([^`]+)`").matcher(cell).results().map(match -> match.group(1)))
                .map(name -> Pattern.compile(
                        Pattern.quote(name).replace("*", "\\E.*\\Q").replaceFirst("-n\\\\E$", "-\\\\E\\\\d+")))
                .toList();
    }
}
