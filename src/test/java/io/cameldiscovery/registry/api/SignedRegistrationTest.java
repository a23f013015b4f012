package io.cameldiscovery.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFileEditor;
import io.cameldiscovery.token.TrustedKeys;
import io.cameldiscovery.token.Verdict;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road: real signatures, the real routes, the real file. */
class SignedRegistrationTest {

    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final String PATH = "/v1/services/orders/instances/a";

    @TempDir
    Path folder;

    private final KeyGenerator generator = new KeyGenerator(new SecureRandom());
    private TokenSigner orders;
    private TokenSigner payments;
    private TokenSigner stranger;
    private TokenVerifier verifier;
    private TestRegistry registry;

    @BeforeEach
    void start() throws Exception {
        orders = signer("orders-key");
        payments = signer("payments-key");
        stranger = signer("stranger-key");
        Path trust = folder.resolve("trust.json");
        TrustFileEditor editor = new TrustFileEditor(trust);
        editor.add(folder.resolve("orders-key.json"), List.of("orders"));
        editor.add(folder.resolve("payments-key.json"), List.of("payments-*"));
        TrustedKeys keys = TrustedKeys.load(trust);
        verifier =
                new TokenVerifier(() -> keys, EncryptionKeys.none(), ENGINE, Clock.systemUTC(), Duration.ofSeconds(30));
        registry = registry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void handsOnATokenThatItsReaderCanVerify() throws Exception {
        String token = orders.sign(new Announcement(record(1, Instant.now(), Duration.ofMinutes(30))));

        assertThat(registry.put(PATH, token).statusCode()).isEqualTo(201);

        String found = tokenIn(registry.get("/v1/services/orders"));
        assertThat(found).isEqualTo(token);
        assertThat(verifier.verify(found)).isInstanceOfSatisfying(Verdict.Trusted.class, trusted -> {
            assertThat(trusted.keyId()).isEqualTo("orders-key");
            assertThat(((DiscoveryMessage.Statement) trusted.message()).record().endpoints())
                    .containsExactly(Endpoint.parse("http://10.7.0.5:8080"));
        });
    }

    @Test
    void takesARegistrationOnlyFromAKeyWithARightToTheName() throws Exception {
        Announcement announcement = new Announcement(record(1, Instant.now(), Duration.ofMinutes(30)));

        assertThat(registry.put(PATH, payments.sign(announcement)).statusCode()).isEqualTo(403);
        assertThat(registry.put(PATH, stranger.sign(announcement)).body()).contains("/problems/unknown-key");
        assertThat(registry.put(PATH, tampered(orders.sign(announcement))).body())
                .contains("/problems/bad-signature");
        assertThat(registry.get("/v1/services/orders").statusCode()).isEqualTo(404);
    }

    @Test
    void takesAGoodbyeOnlyFromAKeyWithARightToTheName() throws Exception {
        Instant now = Instant.now();
        registry.put(PATH, orders.sign(new Announcement(record(1, now, Duration.ofMinutes(30)))));
        Goodbye goodbye = new Goodbye(record(2, now, Duration.ofMinutes(30)));

        assertThat(registry.delete(PATH, payments.sign(goodbye)).statusCode()).isEqualTo(403);
        assertThat(registry.delete(PATH, stranger.sign(goodbye)).statusCode()).isEqualTo(401);
        assertThat(registry.get("/v1/services/orders").statusCode()).isEqualTo(200);

        assertThat(registry.delete(PATH, orders.sign(goodbye)).statusCode()).isEqualTo(204);
        assertThat(registry.get("/v1/services/orders").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesTokensOfAnotherTime() throws Exception {
        Instant past = Instant.now().minus(Duration.ofHours(2));
        Instant future = Instant.now().plus(Duration.ofHours(2));

        assertThat(registry.put(PATH, orders.sign(new Announcement(record(1, past, Duration.ofMinutes(30)))))
                        .body())
                .contains("/problems/expired", "\"status\":422");
        assertThat(registry.put(PATH, orders.sign(new Announcement(record(1, future, Duration.ofMinutes(30)))))
                        .body())
                .contains("/problems/not-yet-valid", "\"status\":422");
    }

    @Test
    void knowsAfterARestartWhatItAcknowledgedBefore() throws Exception {
        String token = orders.sign(new Announcement(record(5, Instant.now(), Duration.ofMinutes(30))));
        registry.put(PATH, token);

        registry.close();
        registry = registry();

        assertThat(tokenIn(registry.get("/v1/services/orders"))).isEqualTo(token);
        String older = orders.sign(new Announcement(record(4, Instant.now(), Duration.ofMinutes(30))));
        assertThat(registry.put(PATH, older).statusCode()).isEqualTo(409);
    }

    private TestRegistry registry() throws Exception {
        return new TestRegistry(
                verifier::verify, SqliteLeaseStore.open(folder.resolve("leases.db"), 1000, Duration.ofSeconds(30)));
    }

    private TokenSigner signer(String name) {
        return new TokenSigner(generator.keyPair(folder.resolve(name + ".json"), name), EncryptionKeys.none(), ENGINE);
    }

    private static ServiceRecord record(long sequence, Instant issued, Duration lifetime) {
        return new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId("a"),
                List.of(Endpoint.parse("http://10.7.0.5:8080")),
                0,
                new Sequence(1, sequence),
                issued,
                issued.plus(lifetime),
                ServiceRecord.metadata(Map.of()),
                null);
    }

    private static String tampered(String token) {
        int signature = token.lastIndexOf('.') + 1;
        char first = token.charAt(signature);
        return token.substring(0, signature) + (first == 'A' ? 'B' : 'A') + token.substring(signature + 1);
    }

    private static String tokenIn(HttpResponse<String> found) throws Exception {
        return new JsonMapper().readTree(found.body()).at("/instances/0/token").textValue();
    }
}
