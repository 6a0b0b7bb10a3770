package io.deptracker.chaos;

import io.deptracker.github.Keys;
import io.deptracker.standin.github.GitHubStandIn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** The credential of the controllers of a series. */
enum SignIn {
    /** A token that never changes. */
    TOKEN {
        @Override
        Map<String, String> variables() {
            return Map.of();
        }

        @Override
        void prepare(GitHubStandIn github, Random random) {}
    },

    /**
     * A GitHub App whose installation tokens are due for renewal after a second, from an endpoint that is often slow.
     */
    APP {
        @Override
        Map<String, String> variables() {
            return Map.of(
                    "API_TOKEN", "", "GH_APP_ID", "17", "GH_INSTALL_ID", "4711", "GH_APP_PRIVATE_KEY", Keys.setting());
        }

        @Override
        void prepare(GitHubStandIn github, Random random) {
            github.app().lifetime(RENEWED_BEFORE_END.plusSeconds(2));
            github.app().script(() -> {
                if (random.nextBoolean()) {
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(MOST_DELAY_MILLIS)).toNanos());
                }
                return Optional.empty();
            });
        }
    };

    /** How long before its end a token is renewed. */
    private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(5);

    private static final int MOST_DELAY_MILLIS = 1500;

    /** Returns the settings of this credential. */
    abstract Map<String, String> variables();

    /** Sets up the token endpoint. */
    abstract void prepare(GitHubStandIn github, Random random);
}
