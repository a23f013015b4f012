package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureEngineTest {

    // RFC 8032 section 7.1, test 3
    private static final PrivateKey PRIVATE =
            Ed25519Key.privateKey(hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    private static final PublicKey PUBLIC =
            Ed25519Key.publicKey(hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"));
    private static final byte[] INPUT = hex("af82");
    private static final byte[] SIGNATURE = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

    static List<SignatureEngine> engines() {
        return List.of(SignatureEngine.preferred(), new BouncyCastleEngine(), SignatureEngine.inBackground());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void signsAndVerifiesAsTheStandardSays(SignatureEngine engine) {
        assertThat(engine.sign(PRIVATE, INPUT)).isEqualTo(SIGNATURE);
        assertThat(engine.verify(PUBLIC, INPUT, SIGNATURE)).isTrue();
        assertThat(engine.name()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesEveryOtherSignature(SignatureEngine engine) {
        byte[] other = SIGNATURE.clone();
        other[10] ^= 1;

        assertThat(engine.verify(PUBLIC, INPUT, other)).isFalse();
        assertThat(engine.verify(PUBLIC, hex("af83"), SIGNATURE)).isFalse();
        assertThat(engine.verify(PUBLIC, INPUT, new byte[64])).isFalse();
        for (int length : new int[] {0, 1, 63, 65, 1000}) {
            assertThat(engine.verify(PUBLIC, INPUT, Arrays.copyOf(SIGNATURE, length)))
                    .isFalse();
        }
        assertThat(engine.verify(PUBLIC, INPUT, SIGNATURE)).isTrue();
    }

    @Test
    void isTheNativeOneWhereThatLoads() {
        CorrettoEngine corretto = CorrettoEngine.tryLoad();
        assumeThat(corretto)
                .as("native library of Amazon Corretto Crypto Provider for this platform")
                .isNotNull();

        assertThat(SignatureEngine.preferred()).isInstanceOf(CorrettoEngine.class);
    }

    @Test
    void installsNoProviderInTheProcess() {
        SignatureEngine.preferred().sign(PRIVATE, INPUT);

        assertThat(Security.getProviders())
                .extracting(provider -> provider.getName())
                .doesNotContain("AmazonCorrettoCryptoProvider", "BC");
    }

    @Test
    void loadsOnceWhenNeeded() {
        AtomicInteger loaded = new AtomicInteger();
        SignatureEngine engine = new DeferredEngine(() -> {
            loaded.incrementAndGet();
            return new BouncyCastleEngine();
        });
        assertThat(loaded).hasValue(0);

        engine.sign(PRIVATE, INPUT);
        engine.sign(PRIVATE, INPUT);

        assertThat(loaded).hasValue(1);
    }

    @Test
    void saysThatNothingLoads() {
        SignatureEngine engine = new DeferredEngine(() -> {
            throw new IllegalStateException("no such library");
        });

        assertThatIllegalStateException().isThrownBy(engine::name).withMessageContaining("no such library");
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
