package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import io.cameldiscovery.lan.DatagramFilter;
import io.cameldiscovery.message.MessageCodec;
import io.cameldiscovery.testing.Fuzzed;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.crypto.Mac;

/**
 * Tokens: as they come; or, where there is a line end, made of a header before it and claims behind it and signed by a
 * trusted key, so that what is said by insiders is tried too. Each also encrypted. What is trusted reads the same in
 * another implementation of JOSE.
 */
public final class TokenFuzz {

    private static final Instant NOW = Instant.ofEpochSecond(1_767_323_045);
    private static final Jwk KEY = Jwk.ofSigningSecret("5", new byte[32]);
    private static final EncryptionKey ENCRYPTION = EncryptionKey.of(Jwk.ofEncryptionSecret("lan", new byte[32]));
    private static final TokenEncryption JWE = new TokenEncryption();
    private static final TokenVerifier PLAIN = verifier(EncryptionKeys.none());
    private static final TokenVerifier ENCRYPTING = verifier(EncryptionKeys.of(List.of(ENCRYPTION)));

    private TokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        String text = new String(input, ISO_8859_1);
        int end = text.indexOf('\n');
        String token = end < 0 ? text : signed(text.substring(0, end), text.substring(end + 1));
        Verdict plain = PLAIN.verify(token.getBytes(ISO_8859_1));
        check(token, plain);
        check(token, ENCRYPTING.verify(token));
        String encrypted = JWE.encrypt(ENCRYPTION, TokenEncryption.header(ENCRYPTION), token);
        Verdict verdict = ENCRYPTING.verify(encrypted);
        if (encrypted.length() <= TokenSigner.MAX_DATAGRAM) {
            assertThat(verdict instanceof Verdict.Trusted).isEqualTo(plain instanceof Verdict.Trusted);
        }
    }

    private static void check(String token, Verdict verdict) throws Exception {
        if (verdict instanceof Verdict.Refused refused) {
            Fuzzed.assertSaysWhy(refused.detail());
            assertThat(refused.detail()).hasSizeLessThanOrEqualTo(200);
            return;
        }
        Verdict.Trusted trusted = (Verdict.Trusted) verdict;
        assertThat(DatagramFilter.tokens(TokenSigner.MAX_DATAGRAM)
                        .accepts(Unpooled.wrappedBuffer(token.getBytes(ISO_8859_1))))
                .isTrue();
        JWSObject elsewhere = JWSObject.parse(token);
        assertThat(elsewhere.getHeader().getKeyID()).isEqualTo(trusted.keyId());
        assertThat(elsewhere.getHeader().getType().getType())
                .isEqualTo(trusted.message().type());
        assertThat(MessageCodec.decode(
                        trusted.message().type(), elsewhere.getPayload().toBytes()))
                .isEqualTo(trusted.message());
    }

    private static String signed(String header, String claims) throws GeneralSecurityException {
        String input =
                Base64Url.encode(header.getBytes(ISO_8859_1)) + "." + Base64Url.encode(claims.getBytes(ISO_8859_1));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(KEY.signingSecret());
        return input + "." + Base64Url.encode(mac.doFinal(input.getBytes(ISO_8859_1)));
    }

    private static TokenVerifier verifier(EncryptionKeys encryption) {
        TrustedKeys trusted = TrustedKeys.of(List.of(TrustedKey.of(KEY.trusted(List.of("*")))));
        return new TokenVerifier(
                () -> trusted,
                encryption,
                new BouncyCastleEngine(),
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofSeconds(30));
    }
}
