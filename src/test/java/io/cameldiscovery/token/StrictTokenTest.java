package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cameldiscovery.lan.DatagramFilter;
import io.cameldiscovery.message.MessageCodec;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens whose key would sign them, in spellings that other receivers drop or read otherwise. */
class StrictTokenTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final String HEADER = "{\"alg\":\"HS256\",\"kid\":\"5\",\"typ\":\"sd-record+jwt\"}";
    private static final Jwk KEY = TestKeys.secret("5");
    private static final EncryptionKey ENCRYPTION = TestKeys.encryption("lan");

    private final TestClock clock = new TestClock(TestMessages.NOW);

    @Test
    void trustsTheTokenThatTheOthersDifferFrom() {
        assertThat(verifier(EncryptionKeys.none()).verify(token(HEADER))).isInstanceOf(Verdict.Trusted.class);
        assertThat(encrypted(token(HEADER))).isInstanceOf(Verdict.Trusted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" {\"", "{ \"", "\n{\"", "\t{\"", "{\r\n\"", "{\"5\":0,\"", "{\"\":0,\""})
    void refusesAHeaderWhoseTokenOtherReceiversDropByAGlance(String beginning) {
        String token = token(beginning + HEADER.substring(2));

        assertThat(DatagramFilter.tokens(TokenSigner.MAX_DATAGRAM)
                        .accepts(Unpooled.wrappedBuffer(token.getBytes(ISO_8859_1))))
                .isFalse();
        assertThat(refusal(verifier(EncryptionKeys.none()).verify(token))).isEqualTo(Refusal.FOREIGN);
        assertThat(refusal(encrypted(token))).isEqualTo(Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"kid\":5,\"typ\":\"sd-record+jwt\"}",
                "{\"alg\":\"HS256\",\"kid\":5.0,\"typ\":\"sd-record+jwt\"}",
                "{\"alg\":\"HS256\",\"kid\":[\"5\"],\"typ\":\"sd-record+jwt\"}",
                "{\"alg\":\"HS256\",\"kid\":\"5\",\"\\u006bid\":\"5\",\"typ\":\"sd-record+jwt\"}",
                "{\"alg\":\"HS256\",\"kid\":\"5\",\"typ\":\"sd-record+jwt\",\"crit\":null}",
                "{\"alg\":\"HS256\",\"kid\":\"5\",\"typ\":\"sd-record+jwt\",\"x\":\"\\ud83d\"}",
                "{\"alg\":\"HS256\",\"kid\":\"5\",\"typ\":\"sd-record+jwt\",\"x\":[[[[[[]]]]]]}",
                "{\"alg\":\"HS256\",\"kid\":\"5\",\"typ\":\"sd-record+jwt\"}\u0000"
            })
    void refusesHeadersThatOthersReadOtherwise(String header) {
        assertThat(refusal(verifier(EncryptionKeys.none()).verify(token(header))))
                .isEqualTo(Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u00b5", "\u00e0\u0080\u00b5", "\u00ed\u00a0\u0080", "\u0080", "\u00ff"})
    void refusesAHeaderThatIsNotWellFormedUtf8(String octets) {
        String header = HEADER.replace("\"5\"", "\"" + octets + "\"");

        assertThat(refusal(verifier(EncryptionKeys.none()).verify(token(header))))
                .isEqualTo(Refusal.MALFORMED);
        assertThat(refusal(verifier(EncryptionKeys.none())
                        .verify(token(HEADER.replace("\"typ\"", "\"" + octets + "\":0,\"typ\"")))))
                .isEqualTo(Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":5,\"k\":\"%s\",\"services\":[\"orders\"]}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"5\",\"k\":\"%s\",\"services\":[7]}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"5\",\"k\":\"%s\",\"services\":[\"orders\"],\"services\":[\"*\"]}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"5\",\"k\":\"%s\"}]}{\"keys\":[]}",
                "\u00ef\u00bb\u00bf{\"keys\":[{\"kty\":\"oct\",\"kid\":\"5\",\"k\":\"%s\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"\u00c0\u00b5\",\"k\":\"%s\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"5\",\"k\":\"%s\",\"services\":[\"boo\u00e2\u0084\u00aaing\"]}]}"
            })
    void refusesATrustFileThatOthersReadOtherwise(String form, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("trust.json");
        Files.write(file, form.formatted(KEY.secretPart()).getBytes(ISO_8859_1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> TrustedKeys.load(file))
                .satisfies(
                        refused -> assertThat(refused.getMessage()).doesNotContain("com.fasterxml", KEY.secretPart()));
    }

    private static Refusal refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).reason();
    }

    private Verdict encrypted(String signed) {
        String token = new TokenEncryption().encrypt(ENCRYPTION, TokenEncryption.header(ENCRYPTION), signed);
        return verifier(EncryptionKeys.of(List.of(ENCRYPTION))).verify(token);
    }

    private TokenVerifier verifier(EncryptionKeys encryption) {
        TrustedKeys trusted = TestKeys.trust(TestKeys.trusted(KEY, "orders"));
        return new TokenVerifier(() -> trusted, encryption, ENGINE, clock, Duration.ofSeconds(30));
    }

    /** @param header one octet for each character */
    private static String token(String header) {
        String signed = Base64Url.encode(header.getBytes(ISO_8859_1)) + "."
                + Base64Url.encode(MessageCodec.encode(TestMessages.announcement()));
        return signed + "." + Base64Url.encode(mac(signed.getBytes(UTF_8)));
    }

    private static byte[] mac(byte[] octets) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(KEY.signingSecret());
            return mac.doFinal(octets);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
