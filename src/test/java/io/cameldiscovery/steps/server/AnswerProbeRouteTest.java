package io.cameldiscovery.steps.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerProbeRouteTest {

    @TempDir
    private Path directory;

    private FakePeer prober;
    private FakePeer stranger;
    private TestNode server;

    @BeforeEach
    void startServer() {
        TestLan lan = new TestLan(directory);
        prober = lan.peer("prober");
        stranger = lan.stranger("stranger");
        server = lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
    }

    @AfterEach
    void close() {
        server.close();
        prober.close();
        stranger.close();
    }

    @Test
    void provesThatItIsThereWithTheNonceOfTheProbe() {
        Probe probe = probe("orders", "server");

        prober.send(probe, server.address());

        eventually(() -> assertThat(prober.heardAlone(Proof.class)).hasSize(1));
        FakePeer.Heard proof = prober.heardAlone(Proof.class).get(0);
        assertThat(proof.trusted()).isTrue();
        assertThat(proof.from()).isEqualTo(server.address());
        assertThat(((Proof) proof.message()).nonce()).isEqualTo(probe.nonce());
        assertThat(((Proof) proof.message()).record().endpoints()).hasToString("[http://127.0.0.1:8080/]");
        still(() -> assertThat(prober.heard(Proof.class)).hasSize(1));
    }

    @Test
    void provesItAlsoToAClockThatIsWrong() {
        prober.send(
                new Probe(
                        new ServiceName("orders"),
                        new InstanceId("server"),
                        FakePeer.nonce(),
                        Instant.now().minusSeconds(7200)),
                server.address());

        eventually(() -> assertThat(prober.heardAlone(Proof.class)).hasSize(1));
    }

    @Test
    void staysSilentWhenTheProbeIsForAnotherInstance() {
        prober.send(probe("orders", "another"), server.address());

        eventually(() -> assertThat(server.drops("not-for-me")).isEqualTo(1));
        still(() -> assertThat(prober.heard(Proof.class)).isEmpty());
    }

    @Test
    void staysSilentWhenTheProbeIsForAServiceItDoesNotOffer() {
        prober.send(probe("payments", "server"), server.address());

        prober.send(probe("orders", "server"), server.address());
        eventually(() -> assertThat(prober.heardAlone(Proof.class)).hasSize(1));
        still(() -> assertThat(prober.heard(Proof.class)).hasSize(1));
    }

    @Test
    void staysSilentWhenTheProbeIsOfAStranger() {
        stranger.send(probe("orders", "server"), server.address());

        eventually(() -> assertThat(server.drops("unknown-key")).isEqualTo(1));
        still(() -> assertThat(stranger.heard(Proof.class)).isEmpty());
    }

    private static Probe probe(String service, String instance) {
        return new Probe(new ServiceName(service), new InstanceId(instance), FakePeer.nonce(), Instant.now());
    }
}
