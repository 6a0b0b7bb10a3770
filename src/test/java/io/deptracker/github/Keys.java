package io.deptracker.github;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;

/** Private keys in the forms in which GitHub and users provide them. */
public final class Keys {
    public static final KeyPair RSA = generate("RSA", 2048);

    /** The bytes of PKCS#8 before a PKCS#1 key of 2048 bits: sequence, version, algorithm, the octet string's head. */
    private static final int PKCS8_HEAD = 26;

    private Keys() {}

    static KeyPair generate(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static String pkcs8(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** Returns the RSA key in the form of GH_APP_PRIVATE_KEY: PEM as base64. */
    public static String setting() {
        return Base64.getEncoder().encodeToString(pkcs8(RSA).getBytes(StandardCharsets.UTF_8));
    }

    static String pkcs1(KeyPair pair) {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_HEAD, pkcs8.length));
    }

    static String pem(String title, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + title + "-----\n" + text + "\n-----END " + title + "-----\n";
    }
}
