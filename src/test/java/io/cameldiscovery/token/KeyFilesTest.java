package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cameldiscovery.record.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {

    private static final String PAIR =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"," + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";
    private static final String PRIVATE_PAIR = PAIR + ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"";
    private static final String SECRET = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T";

    private final KeyGenerator generator = new KeyGenerator(new SecureRandom());

    @TempDir
    Path folder;

    // Signing keys

    @Test
    void namesAKeyPairWithoutKidByTheThumbprintOfRfc8037() throws IOException {
        assertThat(NodeKey.load(file("600", PRIVATE_PAIR + "}")).keyId())
                .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void tellsAKeyPairFromASecretAndShowsNeither() throws IOException {
        NodeKey pair = NodeKey.load(file("600", PRIVATE_PAIR + ",\"kid\":\"a\"}"));
        NodeKey secret = NodeKey.load(file("600", "{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"" + SECRET + "\"}"));

        assertThat(pair.isKeyPair()).isTrue();
        assertThat(secret.isKeyPair()).isFalse();
        assertThat(secret).hasToString("HS256 key 'b'");
    }

    @Test
    void asksForAKidOfASecret() throws IOException {
        Path file = file("600", "{\"kty\":\"oct\",\"k\":\"" + SECRET + "\"}");

        assertFails(() -> NodeKey.load(file), "'kid'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"640", "604", "644", "660"})
    void refusesASecretThatOthersMayReadAndSaysWhatToRun(String mode) throws IOException {
        Path pair = file(mode, PRIVATE_PAIR + "}");
        Path secret = file(mode, "{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"" + SECRET + "\"}");
        Path trust = file(mode, "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"" + SECRET + "\"}]}");

        assertFails(() -> NodeKey.load(pair), "chmod 600 " + pair);
        assertFails(() -> NodeKey.load(secret), "chmod 600 " + secret);
        assertFails(() -> TrustedKeys.load(trust), "chmod 600 " + trust);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"c2hvcnQ\"}|256 bits",
                "{\"kty\":\"oct\",\"kid\":\"b\"}|'k' is missing",
                "{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"not base64url\"}|'k' is not base64url",
                "{\"kty\":\"oct\",\"kid\":\"\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T\"}|'kid'",
                "{\"kty\":\"RSA\",\"kid\":\"b\",\"n\":\"AQAB\"}|use OKP on Ed25519",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"b\"}|use OKP on Ed25519",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"b\",\"x\":\"AAAA\",\"d\":\"AAAA\"}|32 octets",
                "{\"kid\":\"b\"}|use OKP on Ed25519",
                "{\"kty\":5,\"kid\":{}}|not a JSON Web Key",
                "{\"keys\":[]}|holds 0",
                "{\"keys\":[null]}|not a JSON Web Key",
                "{\"keys\":{}}|neither",
                "[]|neither",
                "null|neither",
                "{\"kty\":|not JSON from line 1",
            })
    void saysWhatIsWrongWithASigningKey(String json, String problem) throws IOException {
        Path file = file("600", json);

        assertFails(() -> NodeKey.load(file), problem);
    }

    @Test
    void bindsAlgorithmAndUseToTheTypeOfTheKey() throws IOException {
        Path wrongAlgorithm = file("600", PRIVATE_PAIR + ",\"alg\":\"HS256\"}");
        Path wrongUse = file("600", PRIVATE_PAIR + ",\"use\":\"enc\"}");
        Path encryption = folder.resolve("encryption.jwk");
        generator.encryptionKey(encryption, "lan");
        Path signing = folder.resolve("signing.jwk");
        generator.sharedSecret(signing, "s");

        assertFails(() -> NodeKey.load(wrongAlgorithm), "signs with EdDSA, not 'HS256'");
        assertFails(() -> NodeKey.load(wrongUse), "use 'enc'");
        assertFails(() -> NodeKey.load(encryption), "use 'enc'");
        assertFails(() -> EncryptionKeys.load(signing), "use 'sig'");
    }

    @Test
    void saysHowToMakeAMissingKey() {
        assertFails(() -> NodeKey.load(folder.resolve("none.jwk")), "bin/discovery keygen");
    }

    @Test
    void saysThatADirectoryIsNoFile() {
        assertFails(() -> NodeKey.load(folder), folder + ": is a directory; name the file in it");
        assertFails(() -> TrustedKeys.load(folder), folder + ": is a directory; name the file in it");
    }

    @Test
    void quotesNoSecretOfABrokenFile() throws IOException {
        Path file = file("600", "{\"kty\":\"oct\",\"k\":" + SECRET + "}");

        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> NodeKey.load(file))
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain(SECRET.substring(0, 6)))
                .withNoCause();
    }

    // Encryption keys

    @Test
    void encryptsWithTheFirstKeyAndDecryptsWithAll() throws IOException {
        String key = "{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"" + Base64Url.encode(TestKeys.octets(32)) + "\"}";
        EncryptionKeys keys = EncryptionKeys.load(
                file("600", "{\"keys\":[" + key.formatted("new") + "," + key.formatted("old") + "]}"));

        assertThat(keys.current().keyId()).isEqualTo("new");
        assertThat(keys.find("old")).isNotNull();
        assertThat(keys.find("other")).isNull();
    }

    @Test
    void refusesAnEncryptionKeyOfAnotherSizeOrNone() throws IOException {
        Path size = file("600", "{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"" + SECRET + "\"}");
        Path none = file("600", "{\"keys\":[]}");

        assertFails(() -> EncryptionKeys.load(size), "256 bits, not 264");
        assertFails(() -> EncryptionKeys.load(none), "holds no key");
    }

    // Trust files

    @Test
    void readsWhoMayAnnounceWhat() throws IOException {
        TrustedKeys keys = TrustedKeys.load(
                file("644", "{\"keys\":[" + PAIR + ",\"kid\":\"a\",\"services\":[\"orders\",\"payments-*\"]}]}"));

        assertThat(keys.size()).isEqualTo(1);
        assertThat(keys.mayAnnounce("a", new ServiceName("payments-eu"))).isTrue();
        assertThat(keys.mayAnnounce("a", new ServiceName("billing"))).isFalse();
        assertThat(keys.mayAnnounce("b", new ServiceName("orders"))).isFalse();
    }

    @Test
    void refusesAPrivateKeyInATrustFile() throws IOException {
        Path file = file("600", "{\"keys\":[" + PRIVATE_PAIR + ",\"kid\":\"a\"}]}");

        assertFails(() -> TrustedKeys.load(file), "remove its member 'd'");
    }

    @Test
    void refusesTwoKeysOfOneName() throws IOException {
        Path file = file("644", "{\"keys\":[" + PAIR + ",\"kid\":\"a\"}," + PAIR + ",\"kid\":\"a\"}]}");

        assertFails(() -> TrustedKeys.load(file), "two keys have the kid 'a'");
    }

    @Test
    void refusesServicesThatCannotBeMeant() throws IOException {
        Path file = file("644", "{\"keys\":[" + PAIR + ",\"kid\":\"a\",\"services\":[\"all of them\"]}]}");
        Path empty = file("644", "{\"keys\":[" + PAIR + ",\"kid\":\"a\",\"services\":[null]}]}");

        assertFails(() -> TrustedKeys.load(file), "key 'a': 'services'");
        assertFails(() -> TrustedKeys.load(empty), "services");
    }

    // Making keys

    @Test
    void makesKeysThatOnlyTheOwnerMayReadAndThatLoad() throws IOException {
        Path pair = folder.resolve("keys/pair.jwk");
        Path secret = folder.resolve("keys/secret.jwk");
        Path encryption = folder.resolve("keys/encryption.jwk");

        assertThat(generator.keyPair(pair, "host-1").keyId()).isEqualTo("host-1");
        String secretId = generator.sharedSecret(secret, null).keyId();
        generator.encryptionKey(encryption, "lan");

        assertThat(NodeKey.load(pair).isKeyPair()).isTrue();
        assertThat(NodeKey.load(secret).keyId()).isEqualTo(secretId);
        assertThat(EncryptionKeys.load(encryption).current().keyId()).isEqualTo("lan");
        for (Path file : List.of(pair, secret, encryption)) {
            assertThat(mode(file)).isEqualTo("rw-------");
        }
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = folder.resolve("node.jwk");
        generator.keyPair(file, null);
        String before = Files.readString(file);

        assertFails(() -> generator.keyPair(file, null), "never overwritten");
        assertFails(() -> generator.sharedSecret(file, null), "never overwritten");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void makesNoFileForANameThatCannotBeUsed() {
        Path file = folder.resolve("node.jwk");

        assertFails(() -> generator.keyPair(file, "with space"), "'kid'");
        assertThat(file).doesNotExist();
    }

    @Test
    void trustsThePublicPartInAFileThatEverybodyMayRead() throws IOException {
        Path key = folder.resolve("node.jwk");
        Path trust = folder.resolve("site/trust.jwks");
        generator.keyPair(key, "a");

        new TrustFileEditor(trust).add(key, List.of("orders"));

        assertThat(Files.readString(trust)).doesNotContain("\"d\"");
        assertThat(mode(trust)).isEqualTo("rw-r--r--");
        assertThat(TrustedKeys.load(trust).mayAnnounce("a", new ServiceName("orders")))
                .isTrue();
    }

    @Test
    void closesTheTrustFileToOthersWhenASecretIsAdded() throws IOException {
        Path pair = folder.resolve("pair.jwk");
        Path secret = folder.resolve("secret.jwk");
        Path trust = folder.resolve("trust.jwks");
        generator.keyPair(pair, "a");
        generator.sharedSecret(secret, "b");

        new TrustFileEditor(trust).add(pair, List.of());
        new TrustFileEditor(trust).add(secret, List.of("orders"));

        assertThat(mode(trust)).isEqualTo("rw-------");
        assertThat(TrustedKeys.load(trust).size()).isEqualTo(2);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(pair, secret, trust);
        }
    }

    @Test
    void changesWhatATrustedKeyMayAnnounceAndKeepsTheRestOfTheFile() throws IOException {
        Path key = folder.resolve("node.jwk");
        generator.keyPair(key, "a");
        Path trust = Files.writeString(
                folder.resolve("trust.jwks"),
                "{\"note\":\"ours\",\"keys\":[" + PAIR + ",\"kid\":\"b\",\"comment\":\"the old one\"}]}");
        TrustFileEditor editor = new TrustFileEditor(trust);

        editor.add(key, List.of("orders"));
        editor.add(key, List.of("payments"));

        assertThat(TrustedKeys.load(trust).size()).isEqualTo(2);
        assertThat(TrustedKeys.load(trust).mayAnnounce("a", new ServiceName("orders")))
                .isFalse();
        assertThat(TrustedKeys.load(trust).mayAnnounce("a", new ServiceName("payments")))
                .isTrue();
        assertThat(Files.readString(trust)).contains("ours", "the old one");
    }

    @Test
    void refusesToTrustAnotherKeyUnderAnOldName() throws IOException {
        Path first = folder.resolve("first.jwk");
        Path second = folder.resolve("second.jwk");
        generator.keyPair(first, "a");
        generator.keyPair(second, "a");
        TrustFileEditor editor = new TrustFileEditor(folder.resolve("trust.jwks"));
        editor.add(first, List.of());

        assertFails(() -> editor.add(second, List.of()), "another key 'a'");
    }

    @Test
    void addsNothingThatCouldNotBeLoaded() throws IOException {
        Path key = folder.resolve("node.jwk");
        Path encryption = folder.resolve("encryption.jwk");
        Path trust = folder.resolve("trust.jwks");
        generator.keyPair(key, "a");
        generator.encryptionKey(encryption, "lan");

        assertFails(() -> new TrustFileEditor(trust).add(key, List.of("all of them")), "services");
        assertFails(() -> new TrustFileEditor(trust).add(encryption, List.of()), "use 'enc'");
        assertThat(trust).doesNotExist();
    }

    @Test
    void leavesABrokenTrustFileAsItIs() throws IOException {
        Path key = folder.resolve("node.jwk");
        generator.keyPair(key, "a");
        Path trust = Files.writeString(folder.resolve("trust.jwks"), "{\"keys\":[");

        assertFails(() -> new TrustFileEditor(trust).add(key, List.of()), "not JSON");
        assertThatCode(() -> assertThat(Files.readString(trust)).isEqualTo("{\"keys\":["))
                .doesNotThrowAnyException();
    }

    private Path file(String mode, String json) throws IOException {
        Path file = Files.createTempFile(folder, "key", ".json");
        Files.writeString(file, json);
        StringBuilder symbolic = new StringBuilder();
        for (char digit : mode.toCharArray()) {
            int bits = digit - '0';
            symbolic.append((bits & 4) == 0 ? '-' : 'r')
                    .append((bits & 2) == 0 ? '-' : 'w')
                    .append('-');
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(symbolic.toString()));
        return file;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertFails(ThrowingCallable call, String problem) {
        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(call)
                .withMessageContaining(problem)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
    }
}
