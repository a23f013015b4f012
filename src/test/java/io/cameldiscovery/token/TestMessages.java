package io.cameldiscovery.token;

import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages about the service {@code orders}, issued at {@link #NOW}, records for 90 seconds. */
final class TestMessages {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Duration LIFETIME = Duration.ofSeconds(90);
    static final Nonce NONCE = new Nonce("AAAAAAAAAAAAAAAAAAAAAA");
    static final InstanceId INSTANCE = new InstanceId("orders-1");

    private TestMessages() {}

    static ServiceRecord record(String service, Instant issued, Duration lifetime) {
        return new ServiceRecord(
                new ServiceName(service),
                INSTANCE,
                List.of(Endpoint.parse("http://10.7.0.5:8080/api")),
                40123,
                new Sequence(1767323000, 2),
                issued,
                issued.plus(lifetime),
                ServiceRecord.metadata(Map.of()),
                null);
    }

    static Announcement announcement() {
        return announcementOf("orders");
    }

    static Announcement announcementOf(String service) {
        return new Announcement(record(service, NOW, LIFETIME));
    }

    static Goodbye goodbye() {
        return new Goodbye(record("orders", NOW, LIFETIME));
    }

    static Response response() {
        return new Response(record("orders", NOW, LIFETIME), NONCE);
    }

    static Proof proof() {
        return new Proof(record("orders", NOW, LIFETIME), NONCE);
    }

    static Query query() {
        return new Query(new ServiceName("orders"), NONCE, NOW, 0, List.of());
    }

    static Probe probe() {
        return new Probe(new ServiceName("orders"), INSTANCE, NONCE, NOW);
    }

    static Acknowledgment acknowledgment() {
        return new Acknowledgment(NONCE, INSTANCE);
    }
}
