package io.cameldiscovery.token;

import static io.cameldiscovery.token.TestMessages.LIFETIME;
import static io.cameldiscovery.token.TestMessages.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.MessageCodec;
import io.cameldiscovery.record.ServiceName;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final Jwk PAIR = TestKeys.pair("pair");
    private static final Jwk SECRET = TestKeys.secret("secret");
    private static final EncryptionKey ENCRYPTION = TestKeys.encryption("lan");

    private final TestClock clock = new TestClock(NOW);
    private final AtomicReference<TrustedKeys> trust = new AtomicReference<>(
            TestKeys.trust(TestKeys.trusted(PAIR, "orders"), TestKeys.trusted(SECRET, "orders", "payments-*")));
    private final TokenVerifier verifier = verifier(EncryptionKeys.none());
    private final TokenVerifier encryptingVerifier = verifier(EncryptionKeys.of(List.of(ENCRYPTION)));

    static List<DiscoveryMessage> messages() {
        return List.of(
                TestMessages.announcement(),
                TestMessages.goodbye(),
                TestMessages.response(),
                TestMessages.proof(),
                TestMessages.query(),
                TestMessages.probe(),
                TestMessages.acknowledgment());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void trustsEachMessageOfATrustedKey(DiscoveryMessage message) {
        for (Jwk key : List.of(PAIR, SECRET)) {
            String token = signer(key).sign(message);

            assertThat(verifier.verify(token)).isEqualTo(new Verdict.Trusted(message, key.id(), token, true));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void refusesEachMessageOfAnotherKeyOfTheSameName(DiscoveryMessage message) {
        assertRefused(signer(TestKeys.pair("pair")).sign(message), Refusal.BAD_SIGNATURE);
        assertRefused(signer(TestKeys.secret("secret")).sign(message), Refusal.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void refusesEachMessageOfAnUnknownKey(DiscoveryMessage message) {
        assertRefused(signer(TestKeys.pair("stranger")).sign(message), Refusal.UNKNOWN_KEY);
    }

    @Test
    void showsTheQueryOfAnUnknownKeyToGatesThatComeBeforeTheSignature() {
        Inspection inspection =
                verifier.inspect(signer(TestKeys.pair("stranger")).sign(TestMessages.query()));

        assertThat(inspection).isInstanceOfSatisfying(Inspection.Unverified.class, unverified -> {
            assertThat(unverified.message()).isEqualTo(TestMessages.query());
            assertThat(unverified.keyId()).isEqualTo("stranger");
            assertThat(unverified.keyKnown()).isFalse();
        });
    }

    @Test
    void checksNoSignatureWhileInspecting() {
        CountingEngine engine = new CountingEngine();
        TokenVerifier counting = new TokenVerifier(trust::get, EncryptionKeys.none(), engine, clock, TOLERANCE);

        assertThat(counting.inspect(signer(PAIR).sign(TestMessages.announcement())))
                .isInstanceOf(Inspection.Unverified.class);
        assertThat(engine.verified).hasValue(0);
    }

    // Authorization

    @Test
    void refusesAServiceThatTheKeyMayNotAnnounce() {
        assertRefused(signer(PAIR).sign(TestMessages.announcementOf("payments-eu")), Refusal.NOT_AUTHORIZED);
    }

    @Test
    void trustsAServiceThatAWildcardCovers() {
        assertTrusted(signer(SECRET).sign(TestMessages.announcementOf("payments-eu")));
    }

    @Test
    void letsAKeyWithoutServicesAskButStateNothing() {
        trust.set(TestKeys.trust(TestKeys.trusted(PAIR)));

        for (DiscoveryMessage message : messages()) {
            String token = signer(PAIR).sign(message);
            if (message instanceof DiscoveryMessage.Statement) {
                assertRefused(token, Refusal.NOT_AUTHORIZED);
            } else {
                assertTrusted(token);
            }
        }
    }

    // Algorithms

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "HS512", "RS256", "ES256", "Ed25519", "", "eddsa"})
    void refusesEveryAlgorithmThatIsNotOnTheList(String algorithm) {
        assertRefused(
                token("{\"alg\":\"" + algorithm + "\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}", ""),
                Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void refusesATokenWithoutAlgorithm() {
        assertRefused(token("{\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}", ""), Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void refusesAMacMadeWithAPublicKey() {
        Jwk confused = Jwk.ofSigningSecret("pair", Ed25519Key.raw(PAIR.publicKey()));

        assertRefused(signer(confused).sign(TestMessages.query()), Refusal.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void refusesAnEd25519SignatureUnderTheIdOfASecret() {
        assertRefused(signer(TestKeys.pair("secret")).sign(TestMessages.query()), Refusal.ALGORITHM_NOT_ALLOWED);
    }

    // Form

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n",
                "<?xml version=\"1.0\"?>",
                "e",
                "ehlo",
                "e.y",
                "eyJ.eyJ.x.y",
                "eyJ.eyJ. x",
                "eyJ.eyJ.x=",
                "eyJ.eyJ.ä",
                "eyJ.eyJ.x.y.z.0"
            })
    void takesTheTrafficOfOthersAsForeign(String text) {
        assertThat(refusal(verifier.verify(text))).isEqualTo(Refusal.FOREIGN);
        assertThat(refusal(verifier.verify(text.getBytes(UTF_8)))).isEqualTo(Refusal.FOREIGN);
    }

    @Test
    void refusesATokenLongerThanADatagram() {
        String token = signer(PAIR).sign(TestMessages.query());

        assertRefused(token + "A".repeat(TokenSigner.MAX_DATAGRAM + 1 - token.length()), Refusal.TOO_LARGE);
        assertRefused("e".repeat(100_000), Refusal.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"EdDSA\",\"typ\":\"sd-query+jwt\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"JWT\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\",\"zip\":\"DEF\"}",
                "{\"alg\":\"none\",\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}",
                "{\"alg\":{},\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"",
                "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}{}"
            })
    void refusesHeadersThatAreNotThoseOfAMessage(String header) {
        assertRefused(token(header, "c2ln"), Refusal.MALFORMED);
    }

    @Test
    void refusesAnotherProtocolVersionAsSuch() {
        assertRefused(tokenOfClaims("{\"v\":2,\"what\":\"ever\"}"), Refusal.UNSUPPORTED_VERSION);
        assertRefused(tokenOfClaims("{\"v\":\"2\"}"), Refusal.MALFORMED);
        assertRefused(tokenOfClaims("{\"v\":1}"), Refusal.MALFORMED);
        assertRefused(tokenOfClaims("{}"), Refusal.MALFORMED);
        assertRefused(tokenOfClaims("v=1"), Refusal.MALFORMED);
    }

    @Test
    void refusesRecordsThatClaimToHoldForTooLong() {
        assertTrusted(signer(PAIR).sign(new Announcement(TestMessages.record("orders", NOW, Duration.ofHours(24)))));
        assertRefused(
                signer(PAIR).sign(new Announcement(TestMessages.record("orders", NOW, Duration.ofSeconds(86_401)))),
                Refusal.MALFORMED);
    }

    @Test
    void refusesTheLastInstantThereIsWithoutOverflow() {
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        String claims = new String(MessageCodec.encode(TestMessages.announcement()), UTF_8)
                .replaceAll("\"iat\":\\d+", "\"iat\":" + (last - 1))
                .replaceAll("\"exp\":\\d+", "\"exp\":" + last);

        assertRefused(
                token("{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-record+jwt\"}", claims, "c2ln"),
                Refusal.NOT_YET_VALID);
    }

    @Test
    void saysWhyInOneShortPrintableLine() {
        Verdict verdict = verifier.verify(token(
                "{\"alg\":\"a\\n\\u0007b" + "x".repeat(400) + "\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}", "c2ln"));

        assertThat(((Verdict.Refused) verdict).detail())
                .contains("a??b")
                .hasSizeLessThanOrEqualTo(200)
                .doesNotContainPattern("\\p{Cntrl}");
    }

    // Time

    @ParameterizedTest
    @CsvSource({"-31, NOT_YET_VALID", "-30, ", "0, ", "90, ", "120, ", "121, EXPIRED"})
    void refusesAnnouncementsAndGoodbyesOutsideOfTheirTime(long seconds, Refusal reason) {
        clock.set(NOW.plusSeconds(seconds));

        for (DiscoveryMessage message : List.of(TestMessages.announcement(), TestMessages.goodbye())) {
            Verdict verdict = verifier.verify(signer(PAIR).sign(message));
            assertThat(verdict instanceof Verdict.Refused refused ? refused.reason() : null)
                    .isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"-31, false", "-30, true", "120, true", "121, false"})
    void reportsWhetherAnAnsweredNonceIsTimelyToo(long seconds, boolean timely) {
        clock.set(NOW.plusSeconds(seconds));

        assertTimely(TestMessages.response(), timely);
        assertTimely(TestMessages.proof(), timely);
    }

    @ParameterizedTest
    @CsvSource({"-31, false", "-30, true", "30, true", "31, false"})
    void reportsWhetherAQuestionIsTimely(long seconds, boolean timely) {
        clock.set(NOW.plusSeconds(seconds));

        assertTimely(TestMessages.query(), timely);
        assertTimely(TestMessages.probe(), timely);
        assertTimely(TestMessages.acknowledgment(), true);
    }

    // Encryption

    @ParameterizedTest
    @MethodSource("messages")
    void trustsEncryptedMessages(DiscoveryMessage message) {
        String token = encryptingSigner(ENCRYPTION).sign(message);

        assertThat(token.split("\\.", -1)).hasSize(5);
        assertThat(encryptingVerifier.verify(token)).isEqualTo(new Verdict.Trusted(message, "pair", token, true));
    }

    @Test
    void refusesPlainTokensWhereEncryptionIsSet() {
        String plain = signer(PAIR).sign(TestMessages.announcement());

        assertThat(refusal(encryptingVerifier.verify(plain))).isEqualTo(Refusal.NOT_ENCRYPTED);
    }

    @Test
    void refusesWhatItCannotDecrypt() {
        String otherName = encryptingSigner(TestKeys.encryption("other")).sign(TestMessages.query());
        String otherKey = encryptingSigner(TestKeys.encryption("lan")).sign(TestMessages.query());

        assertThat(refusal(encryptingVerifier.verify(otherName))).isEqualTo(Refusal.CANNOT_DECRYPT);
        assertThat(refusal(encryptingVerifier.verify(otherKey))).isEqualTo(Refusal.CANNOT_DECRYPT);
        assertRefused(otherKey, Refusal.CANNOT_DECRYPT);
    }

    @Test
    void decryptsWithTheOldKeyWhileTheNewOneIsBroughtOut() {
        TokenVerifier rotating = verifier(EncryptionKeys.of(List.of(TestKeys.encryption("new"), ENCRYPTION)));

        assertThat(rotating.verify(encryptingSigner(ENCRYPTION).sign(TestMessages.query())))
                .isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void checksTheSignatureInsideOfTheEncryption() {
        TokenSigner stranger =
                new TokenSigner(NodeKey.of(TestKeys.pair("pair")), EncryptionKeys.of(List.of(ENCRYPTION)), ENGINE);

        assertThat(refusal(encryptingVerifier.verify(stranger.sign(TestMessages.query()))))
                .isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void refusesEncryptionByAnyOtherMethod() {
        assertEncryptionRefused(
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"kid\":\"lan\",\"cty\":\"JWT\"}", Refusal.ALGORITHM_NOT_ALLOWED);
        assertEncryptionRefused(
                "{\"alg\":\"A256KW\",\"enc\":\"A256GCM\",\"kid\":\"lan\",\"cty\":\"JWT\"}",
                Refusal.ALGORITHM_NOT_ALLOWED);
        assertEncryptionRefused("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"lan\"}", Refusal.MALFORMED);
        assertEncryptionRefused(
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"lan\",\"cty\":\"JWT\",\"zip\":\"DEF\"}",
                Refusal.MALFORMED);
        assertEncryptionRefused(
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"lan\",\"cty\":\"JWT\"}", Refusal.CANNOT_DECRYPT);
    }

    @Test
    void refusesAnEncryptedTextThatIsNoToken() {
        TokenEncryption encryption = new TokenEncryption();
        String token = encryption.encrypt(ENCRYPTION, TokenEncryption.header(ENCRYPTION), "hello");

        assertThat(refusal(encryptingVerifier.verify(token))).isEqualTo(Refusal.MALFORMED);
    }

    // Signatures seen before

    @Test
    void checksTheSignatureOfTheSameTokenOnce() {
        CountingEngine engine = new CountingEngine();
        TokenVerifier counting = new TokenVerifier(trust::get, EncryptionKeys.none(), engine, clock, TOLERANCE);
        String token = signer(PAIR).sign(TestMessages.announcement());

        assertThat(counting.verify(token)).isInstanceOf(Verdict.Trusted.class);
        assertThat(counting.verify(token)).isInstanceOf(Verdict.Trusted.class);
        assertThat(engine.verified).hasValue(1);
    }

    @Test
    void checksTimeAndTrustOfATokenSeenBefore() {
        String token = signer(PAIR).sign(TestMessages.announcement());
        assertTrusted(token);

        clock.set(NOW.plus(LIFETIME).plusSeconds(31));
        assertRefused(token, Refusal.EXPIRED);
        clock.set(NOW);
        trust.set(TestKeys.trust(TestKeys.trusted(PAIR, "payments")));
        assertRefused(token, Refusal.NOT_AUTHORIZED);
        trust.set(TestKeys.trust(TestKeys.trusted(TestKeys.pair("pair"), "orders")));
        assertRefused(token, Refusal.BAD_SIGNATURE);
        trust.set(TestKeys.trust());
        assertRefused(token, Refusal.UNKNOWN_KEY);
    }

    @Test
    void remembersNoBadSignatureAsGood() {
        String token = signer(TestKeys.pair("pair")).sign(TestMessages.announcement());

        assertRefused(token, Refusal.BAD_SIGNATURE);
        assertRefused(token, Refusal.BAD_SIGNATURE);
    }

    @Test
    void bindsTheResponseToItsService() {
        Response response = new Response(TestMessages.record("payments", NOW, LIFETIME), TestMessages.NONCE);

        assertRefused(signer(PAIR).sign(response), Refusal.NOT_AUTHORIZED);
        assertThat(trust.get().mayAnnounce("pair", new ServiceName("payments"))).isFalse();
        assertThat(trust.get().mayAnnounce("pair", new ServiceName("orders"))).isTrue();
    }

    private TokenVerifier verifier(EncryptionKeys keys) {
        Supplier<TrustedKeys> trusted = trust::get;
        return new TokenVerifier(trusted, keys, ENGINE, clock, TOLERANCE);
    }

    private static TokenSigner signer(Jwk key) {
        return new TokenSigner(NodeKey.of(key), EncryptionKeys.none(), ENGINE);
    }

    private static TokenSigner encryptingSigner(EncryptionKey key) {
        return new TokenSigner(NodeKey.of(PAIR), EncryptionKeys.of(List.of(key)), ENGINE);
    }

    private static String token(String header, String signature) {
        return token(header, new String(MessageCodec.encode(TestMessages.query()), UTF_8), signature);
    }

    private static String token(String header, String claims, String signature) {
        return Base64Url.encode(header.getBytes(UTF_8)) + "." + Base64Url.encode(claims.getBytes(UTF_8)) + "."
                + signature;
    }

    private static String tokenOfClaims(String claims) {
        return token("{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-query+jwt\"}", claims, "c2ln");
    }

    private void assertEncryptionRefused(String header, Refusal reason) {
        String iv = Base64Url.encode(new byte[12]);
        String tag = Base64Url.encode(new byte[16]);
        String token = Base64Url.encode(header.getBytes(UTF_8)) + ".." + iv + ".AAAA." + tag;
        assertThat(refusal(encryptingVerifier.verify(token))).isEqualTo(reason);
    }

    private void assertTrusted(String token) {
        assertThat(verifier.verify(token)).isInstanceOf(Verdict.Trusted.class);
    }

    private void assertTimely(DiscoveryMessage message, boolean timely) {
        assertThat(verifier.verify(signer(PAIR).sign(message)))
                .isInstanceOfSatisfying(Verdict.Trusted.class, trusted -> assertThat(trusted.timely())
                        .isEqualTo(timely));
    }

    private void assertRefused(String token, Refusal reason) {
        assertThat(refusal(verifier.verify(token))).isEqualTo(reason);
    }

    private static Refusal refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).reason();
    }

    private static final class CountingEngine implements SignatureEngine {

        final AtomicInteger verified = new AtomicInteger();

        @Override
        public String name() {
            return ENGINE.name();
        }

        @Override
        public byte[] sign(PrivateKey key, byte[] input) {
            return ENGINE.sign(key, input);
        }

        @Override
        public boolean verify(PublicKey key, byte[] input, byte[] signature) {
            verified.incrementAndGet();
            return ENGINE.verify(key, input, signature);
        }
    }
}
