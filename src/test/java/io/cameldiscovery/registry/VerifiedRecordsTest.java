package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFileEditor;
import io.cameldiscovery.token.TrustedKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who ask by DNS verify nothing: what is shown to them was verified for them, whoever wrote it to the store. */
class VerifiedRecordsTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Sequence FIRST = new Sequence(1, 0);

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private final AtomicReference<TrustedKeys> trust = new AtomicReference<>();
    private final TokenVerifier verifier =
            new TokenVerifier(trust::get, EncryptionKeys.none(), ENGINE, clock, Duration.ofSeconds(30));
    private final VerifiedRecords records = new VerifiedRecords(verifier);
    private final ServiceRecord record = new ServiceRecord(
            ORDERS,
            new InstanceId("a1"),
            List.of(Endpoint.parse("http://10.7.0.5:8080/")),
            0,
            FIRST,
            HandClock.START,
            HandClock.START.plusSeconds(600),
            ServiceRecord.metadata(Map.of()),
            null);
    private NodeKey key;
    private String token;
    private String forged;

    @BeforeEach
    void sign() {
        key = new KeyGenerator(new SecureRandom()).keyPair(folder.resolve("key.jwk"), "key");
        token = signed(key);
        int at = token.lastIndexOf('.') + 1;
        forged = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
        trust("key.jwk", "orders");
    }

    private String signed(NodeKey by) {
        return new TokenSigner(by, EncryptionKeys.none(), ENGINE).sign(new Announcement(record));
    }

    private void trust(String keyFile, String... services) {
        Path file = folder.resolve("trust-" + keyFile + "-" + String.join("-", services) + ".jwks");
        new TrustFileEditor(file).add(folder.resolve(keyFile), List.of(services));
        trust.set(TrustedKeys.load(file));
    }

    private static Outcome.Instance instance(String id, Sequence sequence, String token) {
        return new Outcome.Instance(
                new InstanceId(id),
                new Version(sequence, HandClock.START, "key", Version.UNKNOWN),
                token,
                InstanceState.ALIVE,
                Duration.ZERO,
                Duration.ofMinutes(1));
    }

    private Optional<ServiceRecord> opened(String token) {
        return records.open(ORDERS, instance("a1", FIRST, token));
    }

    @Test
    void opensWhatATrustedKeySignedEvenOnceItsTimeIsOver() {
        clock.forward(Duration.ofHours(1));

        assertThat(opened(token)).as("the lease says how long it holds").contains(record);
    }

    @Test
    void showsNothingWhoseSignatureIsNotGoodHoweverOld() {
        assertThat(opened(forged)).isEmpty();
        assertThat(opened("no token")).isEmpty();

        clock.forward(Duration.ofHours(1));

        assertThat(records.open(ORDERS, instance("a1", FIRST, new String(forged.toCharArray()))))
                .as("once its time is over")
                .isEmpty();
    }

    @Test
    void aClockThatStepsBackHidesNothing() {
        clock.setWall(HandClock.START.minusSeconds(86_400));

        assertThat(opened(token)).contains(record);
    }

    @Test
    void aTokenShowsNothingButTheInstanceThatItNames() {
        trust("key.jwk", "orders", "bills");

        assertThat(records.open(new ServiceName("bills"), instance("a1", FIRST, token)))
                .as("of another service")
                .isEmpty();
        assertThat(records.open(ORDERS, instance("b2", FIRST, token)))
                .as("another instance")
                .isEmpty();
        assertThat(records.open(ORDERS, instance("a1", new Sequence(2, 0), token)))
                .as("a later record")
                .isEmpty();
    }

    @Test
    void aGoodbyeIsNotShownAsAnInstance() {
        String goodbye = new TokenSigner(key, EncryptionKeys.none(), ENGINE).sign(new Goodbye(record));

        assertThat(opened(goodbye)).isEmpty();
    }

    @Test
    void followsWhatAKeyMayAnnounceAtOnce() {
        assertThat(opened(token)).isPresent();

        trust("key.jwk", "bills");
        assertThat(opened(token)).isEmpty();

        trust("key.jwk", "orders");
        assertThat(opened(token)).isPresent();
    }

    @Test
    void aKeyThatIsReplacedUnderItsNameShowsNothingOfTheOldOne() {
        assertThat(opened(token)).isPresent();
        new KeyGenerator(new SecureRandom()).keyPair(folder.resolve("new.jwk"), "key");

        trust("new.jwk", "orders");

        assertThat(opened(token)).isEmpty();
    }

    @Test
    void aSignatureIsComputedOnceWhileItsKeyIsTheSame() {
        assertThat(records.isAtHand(instance("a1", FIRST, token))).isFalse();

        opened(token);
        opened(token);
        assertThat(records.isAtHand(instance("a1", FIRST, token))).isTrue();
        trust("key.jwk", "orders", "bills");
        opened(token);

        assertThat(verifier.goodSignatures()).isEqualTo(1);
    }
}
