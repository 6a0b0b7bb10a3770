package io.deptracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private final BatchSize batch = new BatchSize(100);

    @Test
    void isHalvedByCallsThatFailDownToOne() {
        for (int expected : new int[] {50, 25, 12, 6, 3, 1, 1}) {
            batch.failed(batch.get());
            assertThat(batch.get()).isEqualTo(expected);
        }
    }

    @Test
    void callsOfOneSizeThatFailTogetherHalveItOnce() {
        for (int worker = 0; worker < 8; worker++) {
            batch.failed(100);
        }

        assertThat(batch.get()).isEqualTo(50);
    }

    @Test
    void doublesBySuccess() {
        batch.failed(100);
        batch.failed(50);
        batch.failed(25);

        for (int expected : new int[] {24, 48, 96, 100, 100}) {
            batch.passed(batch.get());
            assertThat(batch.get()).isEqualTo(expected);
        }
    }

    @Test
    void smallerCallsProveNothing() {
        batch.failed(100);

        batch.passed(49);
        batch.failed(1);

        assertThat(batch.get()).isEqualTo(50);
    }

    @Test
    void sizeThatFailsAgainAndAgainIsTriedEverLessOften() {
        int failed = 0;
        for (int call = 0; call < 1000; call++) {
            int size = batch.get();
            if (size > 10) {
                failed++;
                batch.failed(size);
            } else {
                batch.passed(size);
            }
        }

        assertThat(failed).isLessThanOrEqualTo(4 + 7);
    }
}
