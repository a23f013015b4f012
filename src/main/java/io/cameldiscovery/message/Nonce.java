package io.cameldiscovery.message;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A random number that ties a response to its query: 16 octets in base64url (12 or more are accepted). */
public record Nonce(String value) {

    private static final int OCTETS = 16;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,64}");

    /** @throws IllegalArgumentException if the text is not 16 to 64 characters of base64url */
    public Nonce {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a nonce is 16 to 64 characters of base64url");
        }
    }

    /** @param random must be unpredictable (a {@link java.security.SecureRandom}) outside of tests */
    public static Nonce random(RandomGenerator random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return new Nonce(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    @Override
    public String toString() {
        return value;
    }
}
