package io.deptracker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged program as a child process, as an operator runs it. */
public final class TrackerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "deployment-tracker.jar");
    private static final Path JVM_OPTIONS = Path.of("deploy", "jvm.options");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private TrackerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts the program.
     *
     * @param folder its working folder: the outbox is data/outbox.db below it, the log tracker.log
     * @param kubeconfig of the cluster to watch
     * @param variables its environment, in addition to what every start needs; an empty one is not set
     * @param flags in addition to those that every start needs
     */
    public static TrackerProcess start(Path folder, Path kubeconfig, Map<String, String> variables, String... flags)
            throws IOException {
        // Tests start many, one after the other, so the time to start is what counts.
        return startBy(jar(java("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")), folder, kubeconfig, variables, flags);
    }

    /** Starts the program with the image's options for the JVM. */
    public static TrackerProcess startAsInImage(Path folder, Path kubeconfig, Map<String, String> variables)
            throws IOException {
        return startBy(jar(javaAsInImage()), folder, kubeconfig, variables);
    }

    /** Returns the beginning of a command that runs a JVM with the image's options and the manifest's memory limit. */
    public static List<String> javaAsInImage() {
        return java("@" + JVM_OPTIONS.toAbsolutePath(), "-XX:MaxRAM=512m");
    }

    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        return command;
    }

    private static List<String> jar(List<String> java) {
        java.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        return java;
    }

    /** Starts the program by a custom command, to which the flags are added. */
    public static TrackerProcess startBy(
            List<String> launcher, Path folder, Path kubeconfig, Map<String, String> variables, String... flags)
            throws IOException {
        var command = new ArrayList<>(launcher);
        int port = Ports.forProcess();
        Path log = folder.resolve("tracker.log");
        command.addAll(
                List.of("-kubeconfig", kubeconfig.toAbsolutePath().toString(), "-metrics-port", String.valueOf(port)));
        command.addAll(List.of(flags));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var environment = new HashMap<>(
                Map.of("ORG", "lab-org", "LOGICAL_ENVIRONMENT", "staging", "CLUSTER", "lab", "API_TOKEN", "t"));
        environment.putAll(variables);
        builder.environment().putAll(environment);
        return new TrackerProcess(builder.start(), log, port);
    }

    /** Waits until the program has listed the cluster; if it does not, the failure shows its log and its threads. */
    public TrackerProcess awaitReady() {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(process.isAlive()).as("alive; its log: %s", log()).isTrue();
                return status("/readyz") == 200;
            });
        } catch (ConditionTimeoutException notReady) {
            throw new AssertionError("not ready; its log: %s; its threads: %s".formatted(log(), threads()), notReady);
        }
        return this;
    }

    private String threads() {
        try {
            return Jcmd.run(pid(), "Thread.print");
        } catch (IOException | RuntimeException unknown) {
            return unknown.toString();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return stop.toString();
        }
    }

    /** Returns the value of a metric; fails if there is no such sample. */
    public double metric(String sample) throws IOException, InterruptedException {
        return sample(sample).orElseThrow(() -> new AssertionError("no sample " + sample));
    }

    private OptionalDouble sample(String sample) throws IOException, InterruptedException {
        return page("/metrics")
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst();
    }

    /** Returns the text of a page. */
    public String page(String path) throws IOException, InterruptedException {
        return get(path).body();
    }

    /** Waits until a metric exists and has at least that value; the outbox's metrics exist once it is open. */
    public void awaitMetric(String sample, double least) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class) // Not listening yet.
                .until(() -> sample(sample).orElse(Double.NaN) >= least);
    }

    /** Sends SIGKILL and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Sends SIGTERM and returns the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended in time; its log: %s", log())
                .isTrue();
        return process.exitValue();
    }

    /** Sends another SIGTERM without waiting. */
    public void signal() {
        process.destroy();
    }

    /** Waits for the end, at most that long; returns whether the program has ended. */
    public boolean endsWithin(Duration most) throws InterruptedException {
        return process.waitFor(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    public long pid() {
        return process.pid();
    }

    /** Returns the port of metrics and health. */
    public int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the log of this process and its predecessors in the folder. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns the HTTP status of a page, 0 if there is no response. */
    public int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
