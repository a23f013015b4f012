package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key as it stands in a file (RFC 7517, RFC 8037 section 2), with our member {@code services}. Its methods throw
 * {@link IllegalArgumentException} with a text for the operator when the key is not what they are asked for.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"kty", "crv", "kid", "use", "alg", "x", "d", "k", "services"})
record Jwk(
        @JsonProperty("kty") @Nullable String type,
        @JsonProperty("crv") @Nullable String curve,
        @JsonProperty("kid") @Nullable String id,
        @JsonProperty("use") @Nullable String use,
        @JsonProperty("alg") @Nullable String algorithm,
        @JsonProperty("x") @Nullable String publicPart,
        @JsonProperty("d") @Nullable String privatePart,
        @JsonProperty("k") @Nullable String secretPart,
        @JsonProperty("services") @Nullable List<String> services) {

    private static final String PAIR = "OKP";
    private static final String CURVE = "Ed25519";
    private static final String SECRET = "oct";
    private static final int SECRET_OCTETS = 32;
    private static final Pattern KEY_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

    static Jwk ofPair(@Nullable String id, byte[] publicPart, byte[] privatePart) {
        String x = Base64Url.encode(publicPart);
        return new Jwk(PAIR, CURVE, id, "sig", "EdDSA", x, Base64Url.encode(privatePart), null, null);
    }

    static Jwk ofSigningSecret(String id, byte[] secret) {
        return new Jwk(SECRET, null, id, "sig", "HS256", null, null, Base64Url.encode(secret), null);
    }

    static Jwk ofEncryptionSecret(String id, byte[] secret) {
        return new Jwk(SECRET, null, id, "enc", "A256GCM", null, null, Base64Url.encode(secret), null);
    }

    Jwk named(String keyId) {
        return new Jwk(type, curve, keyId, use, algorithm, publicPart, privatePart, secretPart, services);
    }

    boolean hasSameMaterial(Jwk other) {
        return Objects.equals(publicPart, other.publicPart) && Objects.equals(secretPart, other.secretPart);
    }

    /** What goes into a trust file: without the private part of a pair, and with what the key may announce. */
    Jwk trusted(List<String> mayAnnounce) {
        return new Jwk(
                type,
                curve,
                keyId(),
                "sig",
                signatureAlgorithm().header(),
                publicPart,
                null,
                secretPart,
                mayAnnounce.isEmpty() ? null : mayAnnounce);
    }

    @JsonIgnore
    boolean isPair() {
        return PAIR.equals(type);
    }

    /** Whether it contains a secret: whoever reads it can sign or decrypt. */
    @JsonIgnore
    boolean isConfidential() {
        return privatePart != null || secretPart != null;
    }

    /** The {@code kid}, or for a key pair without one its thumbprint (RFC 7638 with RFC 8037 appendix A.3). */
    String keyId() {
        if (id == null && isPair()) {
            return thumbprint();
        }
        if (id == null || !KEY_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("give it a 'kid' of 1 to 64 visible ASCII characters");
        }
        return id;
    }

    /** The one algorithm that a key of this type may sign with. */
    SignatureAlgorithm signatureAlgorithm() {
        SignatureAlgorithm signs = algorithmOfType();
        if (use != null && !use.equals("sig")) {
            throw new IllegalArgumentException("it is for use '" + use + "', but a signing key is needed ('sig')");
        }
        if (algorithm != null && !algorithm.equals(signs.header())) {
            throw new IllegalArgumentException(
                    "a key of type " + type + " signs with " + signs.header() + ", not '" + algorithm + "'");
        }
        return signs;
    }

    PublicKey publicKey() {
        return Ed25519Key.publicKey(octets("x", publicPart));
    }

    PrivateKey privateKey() {
        publicKey();
        return Ed25519Key.privateKey(octets("d", privatePart));
    }

    SecretKey signingSecret() {
        byte[] octets = octets("k", secretPart);
        if (octets.length < SECRET_OCTETS) {
            throw new IllegalArgumentException("a shared secret needs at least 256 bits, this one has "
                    + octets.length * 8 + ": make one with 'bin/discovery keygen'");
        }
        return new SecretKeySpec(octets, "HmacSHA256");
    }

    SecretKey encryptionSecret() {
        if (!SECRET.equals(type)) {
            throw new IllegalArgumentException("an encryption key has type 'oct', not '" + type + "'");
        }
        if (use != null && !use.equals("enc")) {
            throw new IllegalArgumentException("it is for use '" + use + "', but an encryption key is needed ('enc')");
        }
        if (algorithm != null && !algorithm.equals("A256GCM") && !algorithm.equals("dir")) {
            throw new IllegalArgumentException("an encryption key is for A256GCM, not '" + algorithm + "'");
        }
        byte[] octets = octets("k", secretPart);
        if (octets.length != SECRET_OCTETS) {
            throw new IllegalArgumentException("an encryption key has 256 bits, not " + octets.length * 8);
        }
        return new SecretKeySpec(octets, "AES");
    }

    private SignatureAlgorithm algorithmOfType() {
        if (isPair() && CURVE.equals(curve)) {
            return SignatureAlgorithm.EDDSA;
        }
        if (SECRET.equals(type)) {
            return SignatureAlgorithm.HS256;
        }
        throw new IllegalArgumentException("its type is '" + type + "'" + (curve == null ? "" : " on '" + curve + "'")
                + ": use OKP on Ed25519 for a key pair, oct for a shared secret");
    }

    private static byte[] octets(String member, @Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("its member '" + member + "' is missing");
        }
        try {
            return Base64Url.decode(text);
        } catch (IllegalArgumentException notBase64Url) {
            throw new IllegalArgumentException("its member '" + member + "' is not base64url", notBase64Url);
        }
    }

    private String thumbprint() {
        publicKey();
        String members = "{\"crv\":\"" + curve + "\",\"kty\":\"" + type + "\",\"x\":\"" + publicPart + "\"}";
        try {
            return Base64Url.encode(MessageDigest.getInstance("SHA-256").digest(members.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The public members only: a key may end in a log. */
    @Override
    public String toString() {
        return "Jwk[" + type + " " + id + "]";
    }
}
