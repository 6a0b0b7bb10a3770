package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.outbox.operator.RowActions;
import io.deptracker.outbox.operator.RowFilter;
import io.deptracker.standin.github.Call;
import io.deptracker.standin.github.ReceivedRecord;
import io.deptracker.standin.github.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With any responses of GitHub in any order, nothing is lost, no row dies of a fault that concerns all, calls stay few,
 * and in the end GitHub has what runs.
 */
@Timeout(300)
class DeliveryModelTest {
    private static final int SEQUENCES = Integer.getInteger("delivery.sequences", 15);
    private static final int STEPS = 25;
    private static final int NAMES = 30;
    private static final int IMAGES = 60;

    private static final String[] MOODS = {
        "normal",
        "normal",
        "normal",
        "whole refusals",
        "forbidden",
        "no artifacts",
        "page",
        "down",
        "too large",
        "rate limit",
        "bad token",
        "unclear",
        "late"
    };

    @TempDir
    private Path folder;

    @Test
    void keepsItsPromisesWhateverGitHubAnswers() throws Exception {
        long first = Long.getLong("delivery.seed", System.nanoTime());
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            List<String> story = new ArrayList<>();
            try (var world = new World(Files.createDirectory(folder.resolve("s" + seed)), new Random(seed), story)) {
                for (int step = 0; step < STEPS; step++) {
                    world.step();
                }
                world.comeToRest();
            } catch (AssertionError failed) {
                throw new AssertionError(
                        "-Ddelivery.seed=%d -Ddelivery.sequences=1: %s%n%s"
                                .formatted(seed, failed.getMessage(), String.join("\n", story)),
                        failed);
            }
        }
    }

    /** A controller in front of a GitHub whose behaviour changes at random. */
    private static final class World implements AutoCloseable {
        private final RandomGenerator random;
        private final List<String> story;
        private final DeliveryFixture fixture;
        private final Map<String, Integer> runs = new TreeMap<>();
        private final List<Call> unclear = new CopyOnWriteArrayList<>();
        private final AtomicInteger answered = new AtomicInteger();
        private String mood = "normal";
        private boolean everAccepted;

        World(Path folder, RandomGenerator random, List<String> story) {
            this.random = random;
            this.story = story;
            this.fixture = new DeliveryFixture(folder, 1 + random.nextInt(40));
        }

        void step() {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> change();
                case 3 -> changeMood();
                case 4 -> standing();
                default -> {
                    if (random.nextInt(3) == 0) {
                        story.add("restart");
                        fixture.restart(1 + random.nextInt(40));
                    }
                }
            }
            Duration time = Duration.ofSeconds(1L + random.nextInt(random.nextInt(5) == 0 ? 2 * 3600 : 150));
            story.add("%s for %s".formatted(mood, time));
            pass(time);
        }

        private void change() {
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = SampleRecords.name(random.nextInt(NAMES));
                if (random.nextInt(5) == 0) {
                    runs.remove(name);
                    fixture.owe(SampleRecords.gone(name));
                    story.add(name + " gone");
                } else {
                    int image = random.nextInt(IMAGES);
                    runs.put(name, image);
                    fixture.owe(SampleRecords.deployed(name, image, "v" + image));
                    story.add(name + " runs " + image);
                }
            }
        }

        /** Makes an artifact known or unknown, or a repository forbidden or allowed. */
        private void standing() {
            String digest = SampleRecords.digest(random.nextInt(IMAGES));
            switch (random.nextInt(3)) {
                case 0 -> fixture.gitHub.unknown(digest);
                case 1 -> fixture.gitHub.forbid(digest);
                default -> {
                    fixture.gitHub.publish(digest);
                    fixture.gitHub.allow(digest);
                }
            }
        }

        private void changeMood() {
            mood = MOODS[random.nextInt(MOODS.length)];
            fixture.gitHub.refuseWholeBatches(mood.equals("whole refusals"));
            fixture.token(mood.equals("bad token") ? "ghs_wrong" : DeliveryFixture.TOKEN);
            fixture.gitHub.acceptOnly(DeliveryFixture.TOKEN);
            String today = mood;
            fixture.gitHub.answerWith(call -> answer(today, call));
        }

        private Optional<Reply> answer(String today, Call call) {
            return switch (today) {
                case "forbidden" -> Optional.of(Reply.status(403, "{\"message\": \"IP allow list\"}"));
                case "no artifacts" -> Optional.of(Reply.status(404, "{\"message\": \"no artifacts found\"}"));
                case "page" -> Optional.of(Reply.status(451, "<html>", Map.of("Content-Type", "text/html")));
                case "down" -> Optional.of(Reply.status(503, ""));
                case "too large" ->
                    call.records().size() > 4 ? Optional.of(Reply.status(413, "<html>")) : Optional.empty();
                case "rate limit" ->
                    Optional.of(Reply.status(429, "{\"message\": \"slow\"}", Map.of("Retry-After", "90")));
                case "unclear" -> Optional.of(Reply.storeThen(Reply.status(502, "")));
                // Every other call: the next one may well pass.
                case "late" -> {
                    if (answered.getAndIncrement() % 2 == 1) {
                        yield Optional.empty();
                    }
                    unclear.add(call);
                    yield Optional.of(Reply.status(504, ""));
                }
                default -> Optional.empty();
            };
        }

        private void pass(Duration time) {
            Instant end = fixture.clock.instant().plus(time);
            while (fixture.clock.instant().isBefore(end)) {
                Instant next = fixture.clock.instant().plusSeconds(60);
                fixture.runFor(Duration.between(fixture.clock.instant(), next.isBefore(end) ? next : end));
                storeLate();
                fixture.controller().confirmations.run();
            }
            check();
        }

        /** Stores at GitHub what it received some minutes before, after what it may have accepted since. */
        private void storeLate() {
            Instant before = fixture.clock.instant().minus(Duration.ofMinutes(3));
            List<Call> late =
                    unclear.stream().filter(call -> !call.at().isAfter(before)).toList();
            late.forEach(fixture.gitHub::storeLate);
            unclear.removeAll(late);
        }

        private void check() {
            everAccepted |= !fixture.gitHub.accepted().isEmpty();
            assertThat(fixture.query("SELECT last_error FROM outbox WHERE state = 'dead' AND attempts < "
                            + (DeliveryController.MAX_ATTEMPTS - 1)))
                    .as("GitHub rejects no single record here: only faults while others are accepted may bury a row")
                    .isEmpty();
            if (!everAccepted) {
                // A decommission of a record that GitHub never accepted is given up at once: there is nothing to
                // decommission.
                assertThat(fixture.query("SELECT id FROM outbox WHERE state = 'unattested' AND status = 'deployed'"))
                        .isEmpty();
            }
            assertThat(fixture.query("SELECT count(*) FROM outbox WHERE state = 'leased'"))
                    .containsExactly("0");
            assertThat(fixture.query("SELECT digest FROM outbox o WHERE state = 'parked' AND parked_for = 'attestation'"
                            + " AND available_at > 253402300000000"
                            + " AND NOT EXISTS (SELECT 1 FROM missing_artifact m WHERE m.digest = o.digest)"))
                    .as("rows that wait for something that is never requested")
                    .isEmpty();
            List<Instant> calls = fixture.gitHub.calls().stream().map(Call::at).toList();
            for (int i = 180; i < calls.size(); i++) {
                assertThat(Duration.between(calls.get(i - 180), calls.get(i)))
                        .as("181 calls")
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            }
        }

        /** Makes GitHub available with all artifacts known, and waits: within a day it has what runs. */
        void comeToRest() {
            mood = "normal";
            fixture.token(DeliveryFixture.TOKEN);
            fixture.gitHub.answerNormally();
            for (int image = 0; image < IMAGES; image++) {
                fixture.gitHub.publish(SampleRecords.digest(image));
                fixture.gitHub.allow(SampleRecords.digest(image));
            }
            // Acts as an operator on rows that had too many faults while others were accepted.
            new RowActions(fixture.controller().outbox, fixture.clock).revive(RowFilter.ALL);
            for (int hour = 0; hour < 24 && fixture.owed() > 0; hour++) {
                pass(Duration.ofHours(1));
            }
            pass(Duration.ofMinutes(10));
            List<String> differing = new ArrayList<>();
            for (int name = 0; name < NAMES; name++) {
                Integer image = runs.get(SampleRecords.name(name));
                String should = image == null ? "nothing" : SampleRecords.digest(image);
                String shows = shown(SampleRecords.name(name));
                if (!should.equals(shows)) {
                    differing.add("%s: GitHub shows %s, and should show %s"
                            .formatted(SampleRecords.name(name), shows, should));
                }
            }
            assertThat(fixture.query("SELECT state FROM backlog")).isEmpty();
            assertThat(differing).isEmpty();
        }

        private String shown(String name) {
            ReceivedRecord record = fixture.gitHub.view().get(name);
            return record != null && record.status().equals("deployed") ? record.digest() : "nothing";
        }

        @Override
        public void close() {
            fixture.close();
        }
    }
}
