package io.cameldiscovery.token;

import static io.cameldiscovery.token.TestMessages.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jose4j.jwa.AlgorithmConstraints.ConstraintType.PERMIT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.MessageCodec;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our tokens are read by other implementations of JOSE, and theirs by us. */
class InteroperabilityTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final Jwk PAIR = TestKeys.pair("pair");
    private static final Jwk SECRET = TestKeys.secret("secret");
    private static final EncryptionKey ENCRYPTION = TestKeys.encryption("lan");

    static List<DiscoveryMessage> messages() {
        return TokenVerifierTest.messages();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void jose4jVerifiesOurSignatures(DiscoveryMessage message) throws Exception {
        JsonWebSignature ed25519 = jose4j("EdDSA", ours(PAIR, EncryptionKeys.none(), message));
        ed25519.setKey(jose4jPair().getPublicKey());
        JsonWebSignature hmac = jose4j("HS256", ours(SECRET, EncryptionKeys.none(), message));
        hmac.setKey(SECRET.signingSecret());

        for (JsonWebSignature token : List.of(ed25519, hmac)) {
            assertThat(token.verifySignature()).isTrue();
            assertThat(token.getHeader("typ")).isEqualTo(message.type());
            assertThat(token.getPayloadBytes()).isEqualTo(MessageCodec.encode(message));
        }
        assertThat(ed25519.getKeyIdHeaderValue()).isEqualTo("pair");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void jose4jDecryptsOurTokens(DiscoveryMessage message) throws Exception {
        JsonWebEncryption encrypted = new JsonWebEncryption();
        encrypted.setAlgorithmConstraints(new AlgorithmConstraints(PERMIT, "dir"));
        encrypted.setContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(PERMIT, "A256GCM"));
        encrypted.setCompactSerialization(ours(PAIR, EncryptionKeys.of(List.of(ENCRYPTION)), message));
        encrypted.setKey(ENCRYPTION.secret());
        JsonWebSignature signed = jose4j("EdDSA", encrypted.getPayload());
        signed.setKey(jose4jPair().getPublicKey());

        assertThat(encrypted.getContentTypeHeaderValue()).isEqualTo("JWT");
        assertThat(signed.verifySignature()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void weVerifyTheTokensOfJose4j(DiscoveryMessage message) throws Exception {
        String ed25519 = signedByJose4j("EdDSA", "pair", jose4jPair().getPrivateKey(), message);
        String hmac = signedByJose4j("HS256", "secret", SECRET.signingSecret(), message);

        assertThat(verify(EncryptionKeys.none(), ed25519))
                .isEqualTo(new Verdict.Trusted(message, "pair", ed25519, true));
        assertThat(verify(EncryptionKeys.none(), hmac)).isEqualTo(new Verdict.Trusted(message, "secret", hmac, true));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void weDecryptTheTokensOfJose4j(DiscoveryMessage message) throws Exception {
        JsonWebEncryption encrypted = new JsonWebEncryption();
        encrypted.setAlgorithmHeaderValue("dir");
        encrypted.setEncryptionMethodHeaderParameter("A256GCM");
        encrypted.setKeyIdHeaderValue("lan");
        encrypted.setContentTypeHeaderValue("JWT");
        encrypted.setKey(ENCRYPTION.secret());
        encrypted.setPayload(signedByJose4j("EdDSA", "pair", jose4jPair().getPrivateKey(), message));
        String token = encrypted.getCompactSerialization();

        assertThat(verify(EncryptionKeys.of(List.of(ENCRYPTION)), token))
                .isEqualTo(new Verdict.Trusted(message, "pair", token, true));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void nimbusAndWeReadEachOther(DiscoveryMessage message) throws Exception {
        EncryptionKeys encryption = EncryptionKeys.of(List.of(ENCRYPTION));
        JWEObject fromUs = JWEObject.parse(ours(SECRET, encryption, message));
        fromUs.decrypt(new DirectDecrypter(ENCRYPTION.secret()));
        assertThat(JWSObject.parse(fromUs.getPayload().toString()).verify(new MACVerifier(SECRET.signingSecret())))
                .isTrue();

        JWSObject signed = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID("secret")
                        .type(new JOSEObjectType(message.type()))
                        .build(),
                new Payload(MessageCodec.encode(message)));
        signed.sign(new MACSigner(SECRET.signingSecret()));
        JWEObject encrypted = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                        .keyID("lan")
                        .contentType("JWT")
                        .build(),
                new Payload(signed.serialize()));
        encrypted.encrypt(new DirectEncrypter(ENCRYPTION.secret()));
        String toUs = encrypted.serialize();
        assertThat(verify(encryption, toUs)).isEqualTo(new Verdict.Trusted(message, "secret", toUs, true));
    }

    @Test
    void othersReadOurKeyFilesAndNameAKeyPairAsWeDo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("node.jwk");
        NodeKey key = new KeyGenerator(new SecureRandom()).keyPair(file, null);
        String json = java.nio.file.Files.readString(file, UTF_8);

        assertThat(PublicJsonWebKey.Factory.newPublicJwk(json).calculateBase64urlEncodedThumbprint("SHA-256"))
                .isEqualTo(key.keyId());
        assertThat(com.nimbusds.jose.jwk.JWK.parse(json).computeThumbprint()).hasToString(key.keyId());
    }

    private static PublicJsonWebKey jose4jPair() throws Exception {
        return (OctetKeyPairJsonWebKey)
                PublicJsonWebKey.Factory.newPublicJwk(new JsonMapper().writeValueAsString(PAIR));
    }

    private static JsonWebSignature jose4j(String algorithm, String token) throws Exception {
        JsonWebSignature signed = new JsonWebSignature();
        signed.setAlgorithmConstraints(new AlgorithmConstraints(PERMIT, algorithm));
        signed.setCompactSerialization(token);
        return signed;
    }

    private static String signedByJose4j(
            String algorithm, String keyId, java.security.Key key, DiscoveryMessage message) throws Exception {
        JsonWebSignature signed = new JsonWebSignature();
        signed.setAlgorithmHeaderValue(algorithm);
        signed.setKeyIdHeaderValue(keyId);
        signed.setHeader("typ", message.type());
        signed.setPayloadBytes(MessageCodec.encode(message));
        signed.setKey(key);
        return signed.getCompactSerialization();
    }

    private static String ours(Jwk key, EncryptionKeys encryption, DiscoveryMessage message) {
        return new TokenSigner(NodeKey.of(key), encryption, ENGINE).sign(message);
    }

    private static Verdict verify(EncryptionKeys encryption, String token) {
        TrustedKeys trust = TestKeys.trust(TestKeys.trusted(PAIR, "orders"), TestKeys.trusted(SECRET, "orders"));
        return new TokenVerifier(() -> trust, encryption, ENGINE, new TestClock(NOW), Duration.ofSeconds(30))
                .verify(token);
    }
}
