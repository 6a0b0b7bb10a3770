package io.deptracker.outbox.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Ways in which a file becomes corrupt. */
enum Corruption {
    ZEROED_STRETCH {
        @Override
        byte[] tear(byte[] file) {
            Arrays.fill(file, file.length * 6 / 10, file.length * 7 / 10, (byte) 0);
            return file;
        }
    },
    RANDOM_STRETCH {
        @Override
        byte[] tear(byte[] file) {
            byte[] noise = noise(file.length / 5);
            System.arraycopy(noise, 0, file, file.length / 2, noise.length);
            return file;
        }
    },
    EVERY_SEVENTH_PAGE_RANDOM {
        @Override
        byte[] tear(byte[] file) {
            for (int at = 6 * PAGE; at + PAGE <= file.length; at += 7 * PAGE) {
                System.arraycopy(noise(PAGE), 0, file, at, PAGE);
            }
            return file;
        }
    },
    CUT_IN_HALF {
        @Override
        byte[] tear(byte[] file) {
            return Arrays.copyOf(file, file.length / 2);
        }
    },
    CUT_IN_ITS_HEADER {
        @Override
        byte[] tear(byte[] file) {
            return Arrays.copyOf(file, 50);
        }
    },
    HEADER_ZEROED {
        @Override
        byte[] tear(byte[] file) {
            Arrays.fill(file, 0, 100, (byte) 0);
            return file;
        }
    },
    FIRST_PAGE_RANDOM {
        @Override
        byte[] tear(byte[] file) {
            System.arraycopy(noise(PAGE), 0, file, 0, PAGE);
            return file;
        }
    },
    ALL_ZEROED {
        @Override
        byte[] tear(byte[] file) {
            return new byte[file.length];
        }
    },
    SOMETHING_ELSE {
        @Override
        byte[] tear(byte[] file) {
            return "a line of another log\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        }
    };

    private static final int PAGE = 4096;

    abstract byte[] tear(byte[] file);

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }
}
