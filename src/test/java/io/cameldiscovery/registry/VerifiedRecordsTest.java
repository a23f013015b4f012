package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who ask by DNS verify nothing: what is shown to them was verified for them. */
class VerifiedRecordsTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private final AtomicReference<TrustedKeys> trust = new AtomicReference<>();
    private final VerifiedRecords records = new VerifiedRecords(
            new TokenVerifier(trust::get, EncryptionKeys.none(), ENGINE, clock, Duration.ofSeconds(30)), clock);
    private final ServiceRecord record = new ServiceRecord(
            new ServiceName("orders"),
            new InstanceId("a1"),
            List.of(Endpoint.parse("http://10.7.0.5:8080/")),
            0,
            new Sequence(1, 0),
            HandClock.START,
            HandClock.START.plusSeconds(600),
            ServiceRecord.metadata(Map.of()),
            null);
    private NodeKey key;
    private String token;

    @BeforeEach
    void sign() {
        key = new KeyGenerator(new SecureRandom()).keyPair(folder.resolve("key.jwk"), "key");
        token = new TokenSigner(key, EncryptionKeys.none(), ENGINE).sign(new Announcement(record));
        trust("orders");
    }

    private void trust(String... services) {
        Path file = folder.resolve("trust-" + String.join("-", services) + ".jwks");
        new TrustFileEditor(file).add(folder.resolve("key.jwk"), List.of(services));
        trust.set(TrustedKeys.load(file));
    }

    @Test
    void opensWhatATrustedKeySignedEvenOnceItsTimeIsOver() {
        assertThat(records.apply(token)).contains(record);

        clock.forward(Duration.ofHours(1));

        assertThat(records.apply(token)).as("the lease says how long it holds").contains(record);
    }

    @Test
    void showsNothingWhoseSignatureIsNotGood() {
        int at = token.lastIndexOf('.') + 1;
        String forged = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);

        assertThat(records.apply(forged)).isEmpty();
        assertThat(records.apply("no token")).isEmpty();
    }

    @Test
    void forgetsWithinAMinuteWhatAKeyMayAnnounceNoMore() {
        assertThat(records.apply(token)).isPresent();

        trust("bills");
        clock.forward(Duration.ofMinutes(1));

        assertThat(records.apply(token)).isEmpty();
    }
}
