package io.deptracker.standin.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Image references, and the digests that the stand-in of a container runtime reports for them. */
final class Images {
    // The alphabet of Kubernetes' generated names: no vowels, so no words.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private Images() {}

    static String digestOf(String image) {
        int at = image.indexOf('@');
        return at < 0 ? "sha256:" + HexFormat.of().formatHex(sha256(image)) : image.substring(at + 1);
    }

    static String imageId(String image) {
        return nameOf(image) + "@" + digestOf(image);
    }

    private static String nameOf(String image) {
        int at = image.indexOf('@');
        String tagged = at < 0 ? image : image.substring(0, at);
        int colon = tagged.lastIndexOf(':');
        // A colon before the last slash belongs to the port of the registry.
        return colon > tagged.lastIndexOf('/') ? tagged.substring(0, colon) : tagged;
    }

    /** Returns a generated part of a name that depends only on the seed. */
    static String suffix(String seed, int length) {
        byte[] hash = sha256(seed);
        StringBuilder suffix = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            suffix.append(ALPHABET.charAt(Byte.toUnsignedInt(hash[i]) % ALPHABET.length()));
        }
        return suffix.toString();
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
