package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.ArbitraryMessages;
import io.cameldiscovery.message.DiscoveryMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TokenPropertyTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final Jwk PAIR = TestKeys.pair("pair");
    private static final Jwk SECRET = TestKeys.secret("secret");
    private static final EncryptionKeys ENCRYPTED = EncryptionKeys.of(List.of(TestKeys.encryption("lan")));

    /** A signer and a verifier who trust each other. */
    private record Site(TokenSigner signer, TokenVerifier verifier) {

        static Site of(Jwk key, EncryptionKeys encryption) {
            TrustedKeys trust = TestKeys.trust(TestKeys.trusted(key, "*"));
            return new Site(
                    new TokenSigner(NodeKey.of(key), encryption, ENGINE),
                    new TokenVerifier(
                            () -> trust, encryption, ENGINE, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(60)));
        }
    }

    @Property
    void whatIsSignedIsTrustedAndEqual(@ForAll("messages") DiscoveryMessage message, @ForAll("sites") Site site) {
        String token = site.signer().sign(message);
        Assume.that(token.length() <= TokenSigner.MAX_DATAGRAM);

        assertThat(site.verifier().verify(token.getBytes(ISO_8859_1)))
                .isEqualTo(new Verdict.Trusted(message, site.signer().keyId(), token, true));
    }

    @Property
    void anyOctetChangedMakesItRefused(
            @ForAll("messages") DiscoveryMessage message,
            @ForAll("sites") Site site,
            @ForAll @IntRange(min = 0, max = TokenSigner.MAX_DATAGRAM - 1) int at,
            @ForAll("tokenOctets") byte octet) {
        byte[] token = site.signer().sign(message).getBytes(ISO_8859_1);
        int index = at % token.length;
        Assume.that(token[index] != octet);
        token[index] = octet;

        assertThat(site.verifier().verify(token)).isInstanceOf(Verdict.Refused.class);
    }

    @Property
    void anyOctetOfTheEndChangedMakesItRefused(@ForAll("sites") Site site, @ForAll("tokenOctets") byte octet) {
        byte[] token = site.signer().sign(TestMessages.query()).getBytes(ISO_8859_1);
        Assume.that(token[token.length - 1] != octet);
        token[token.length - 1] = octet;

        assertThat(site.verifier().verify(token)).isInstanceOf(Verdict.Refused.class);
    }

    @Property
    void anyPartCutOutMakesItRefused(
            @ForAll("sites") Site site,
            @ForAll @IntRange(min = 0, max = TokenSigner.MAX_DATAGRAM) int from,
            @ForAll @IntRange(min = 1, max = TokenSigner.MAX_DATAGRAM) int length) {
        String token = site.signer().sign(TestMessages.announcement());
        int start = from % token.length();
        int end = Math.min(token.length(), start + length);

        assertThat(site.verifier().verify(token.substring(0, start) + token.substring(end)))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Property
    void anyBytesAreRefusedWithoutException(@ForAll byte[] bytes, @ForAll("sites") Site site) {
        assertThat(site.verifier().verify(bytes)).isInstanceOf(Verdict.Refused.class);
    }

    @Property
    void anyPartsOfATokenAreRefusedWithoutException(@ForAll("tokenShaped") String token, @ForAll("sites") Site site) {
        assertThat(site.verifier().verify(token)).isInstanceOf(Verdict.Refused.class);
    }

    @Provide
    Arbitrary<DiscoveryMessage> messages() {
        return ArbitraryMessages.at(NOW);
    }

    @Provide
    Arbitrary<Site> sites() {
        return Arbitraries.of(
                Site.of(PAIR, EncryptionKeys.none()),
                Site.of(SECRET, EncryptionKeys.none()),
                Site.of(PAIR, ENCRYPTED),
                Site.of(SECRET, ENCRYPTED));
    }

    @Provide
    Arbitrary<Byte> tokenOctets() {
        Arbitrary<Byte> digits = Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withCharRange('a', 'z')
                .numeric()
                .withChars("-_.")
                .ofLength(1)
                .map(one -> (byte) one.charAt(0));
        return Arbitraries.oneOf(digits, digits, digits, Arbitraries.bytes());
    }

    @Provide
    Arbitrary<String> tokenShaped() {
        Arbitrary<String> headers = Arbitraries.of(
                        "{\"alg\":\"EdDSA\",\"kid\":\"pair\",\"typ\":\"sd-record+jwt\"}",
                        "{\"alg\":\"HS256\",\"kid\":\"secret\",\"typ\":\"sd-query+jwt\"}",
                        "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"lan\",\"cty\":\"JWT\"}",
                        "{\"alg\":null,\"kid\":1}",
                        "null",
                        "[]")
                .map(header -> Base64Url.encode(header.getBytes(ISO_8859_1)));
        Arbitrary<String> octets =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(90).map(Base64Url::encode);
        Arbitrary<String> digits = Arbitraries.strings().alpha().numeric().ofMaxLength(90);
        return Combinators.combine(
                        headers,
                        Arbitraries.oneOf(octets, digits, headers)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(5))
                .as((header, parts) -> header + "." + String.join(".", parts));
    }
}
