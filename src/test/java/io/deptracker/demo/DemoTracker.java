package io.deptracker.demo;

import io.deptracker.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The program itself, run from its jar in a process of its own. */
final class DemoTracker {
    /** No other variable of the user may reach the tracker, least of all a real token. */
    private static final Set<String> VARIABLES_KEPT = Set.of("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot");

    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
    private static final Duration SIGNAL_ON_ITS_WAY = Duration.ofMillis(500);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI ops;
    private final Path log;

    private DemoTracker(Process process, URI ops, Path log) {
        this.process = process;
        this.ops = ops;
        this.log = log;
    }

    /**
     * Starts the tracker.
     *
     * @param jar the program
     * @param kubeconfig the kubeconfig of the cluster
     * @param settings its environment variables
     * @param log the file for its output
     */
    static DemoTracker start(Path jar, Path kubeconfig, Map<String, String> settings, Path log) throws IOException {
        int port = Ports.forProcess();
        var builder = new ProcessBuilder(
                java(),
                "-jar",
                jar.toString(),
                "-kubeconfig",
                kubeconfig.toString(),
                "-metrics-port",
                Integer.toString(port));
        builder.environment().keySet().retainAll(VARIABLES_KEPT);
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new DemoTracker(builder.start(), URI.create("http://127.0.0.1:" + port), log);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it reports that it has seen the whole cluster. */
    void awaitReady(Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!isReady()) {
            requireAlive();
            if (Instant.now().isAfter(deadline)) {
                throw new DemoException("the tracker was not ready after %d s; its log, %s, ends with: %s"
                        .formatted(patience.toSeconds(), log, lastLine()));
            }
            Thread.sleep(100);
        }
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new DemoException("the tracker ended with exit code %d; its log, %s, ends with: %s"
                    .formatted(process.exitValue(), log, lastLine()));
        }
    }

    /** Returns a value from its metrics page. */
    double metric(String name) throws InterruptedException {
        try {
            return get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new DemoException("the tracker has no metric " + name));
        } catch (IOException failed) {
            requireAlive();
            throw new DemoException("cannot read the tracker's metrics: " + failed.getMessage());
        }
    }

    /** Stops it with SIGTERM; returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /**
     * Stops it after the demo itself received a signal. A terminal's Ctrl-C has reached the tracker too, and a second
     * signal would end it at once, so it gets one only if it has received none.
     */
    int stopAfterSignal() throws InterruptedException {
        Instant deadline = Instant.now().plus(SIGNAL_ON_ITS_WAY);
        while (process.isAlive() && !isStopping() && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        if (process.isAlive() && !isStopping()) {
            process.destroy();
        }
        return awaitEnd();
    }

    private int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    private boolean isStopping() {
        return lines().stream().anyMatch(line -> line.contains("\"msg\":\"stopping\""));
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(ops.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String lastLine() {
        List<String> lines = lines();
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static String java() {
        return ProcessHandle.current()
                .info()
                .command()
                .orElseGet(() ->
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }
}
