package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.MessageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether the tokens in the protocol document are what it says they are, by the keys that it names. */
class ProtocolExamplesTest {

    private static final Path DOCUMENT = Path.of("docs", "protocol.md");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:05Z"), ZoneOffset.UTC);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```text\\n(.*?)^```$");
    private static final Pattern SIGNED = Pattern.compile("(?s)(\\{[^\\n]*\\})\\n(\\{[^\\n]*\\})\\n\\n(eyJ.*)");

    private static final Jwk RFC_8037_A1 =
            pair("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    private static final Jwk RFC_7515_A1 = secret(
            "rfc7515-a1",
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
            "sig");
    private static final Jwk RFC_7516_A1 = secret("rfc7516-a1", "saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw", "enc");

    private final String document = read();
    private final List<String> blocks = BLOCK.matcher(document.substring(document.indexOf("\n## Examples")))
            .results()
            .map(block -> block.group(1))
            .toList();

    @Test
    void namesTheKeysOfTheRfcs() {
        assertThat(document)
                .contains(RFC_8037_A1.keyId(), RFC_8037_A1.publicPart())
                .contains(RFC_7515_A1.keyId(), RFC_7515_A1.secretPart())
                .contains(RFC_7516_A1.keyId(), RFC_7516_A1.secretPart());
    }

    @Test
    void showsSignedTokensThatHoldAndThatMeanWhatStandsAboveThem() {
        List<MatchResult> examples = blocks.stream()
                .flatMap(block -> SIGNED.matcher(block).results())
                .toList();

        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            String token = joined(example.group(3));
            String[] parts = token.split("\\.");
            assertThat(text(parts[0])).isEqualTo(example.group(1));
            assertThat(text(parts[1])).isEqualTo(example.group(2));
            assertThat(verify(token, EncryptionKeys.none())).isInstanceOfSatisfying(Verdict.Trusted.class, trusted -> {
                assertThat(trusted.timely()).isTrue();
                assertThat(new String(MessageCodec.encode(trusted.message()), UTF_8))
                        .isEqualTo(example.group(2));
            });
        });
    }

    @Test
    void showsAnEncryptedTokenThatHoldsTheAcknowledgment() {
        List<String> encrypted = blocks.stream()
                .filter(block -> block.startsWith("eyJ"))
                .map(ProtocolExamplesTest::joined)
                .toList();

        assertThat(encrypted).singleElement().satisfies(token -> {
            assertThat(document).contains("`" + text(token.substring(0, token.indexOf('.'))) + "`");
            assertThat(verify(token, EncryptionKeys.of(List.of(EncryptionKey.of(RFC_7516_A1)))))
                    .isInstanceOfSatisfying(
                            Verdict.Trusted.class,
                            trusted -> assertThat(trusted.message().type()).isEqualTo("sd-ack+jwt"));
        });
    }

    @Test
    void leavesNoExampleUnread() {
        assertThat(blocks)
                .isNotEmpty()
                .allMatch(block ->
                        block.startsWith("eyJ") || SIGNED.matcher(block).matches());
    }

    private static Verdict verify(String token, EncryptionKeys encryption) {
        TrustedKeys trust =
                TestKeys.trust(TestKeys.trusted(RFC_8037_A1, "orders"), TestKeys.trusted(RFC_7515_A1, "orders"));
        return new TokenVerifier(() -> trust, encryption, SignatureEngine.preferred(), CLOCK, Duration.ofSeconds(30))
                .verify(token);
    }

    private static String joined(String lines) {
        return lines.replace("\n", "");
    }

    private static String text(String part) {
        return new String(Base64Url.decode(part), UTF_8);
    }

    private static Jwk pair(String id, String publicPart) {
        return new Jwk("OKP", "Ed25519", id, "sig", "EdDSA", publicPart, null, null, null);
    }

    private static Jwk secret(String id, String secret, String use) {
        return new Jwk("oct", null, id, use, null, null, null, secret, null);
    }

    private static String read() {
        try {
            return Files.readString(DOCUMENT, UTF_8);
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }
}
