package io.cameldiscovery.bench;

import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Many instances that answer queries and probes, each with a signature of its own, from one socket. */
final class InstancesOnLoopback implements AutoCloseable {

    private static final int FIRST_PORT = 20_000;

    private final FakePeer peer;
    private final List<ServiceRecord> records = new ArrayList<>();

    InstancesOnLoopback(TestLan lan) {
        peer = lan.peer("servers", "*");
        peer.whenHeard(Query.class, (query, heard) -> records.stream()
                .filter(record -> record.service().equals(query.service()))
                .forEach(record -> peer.send(new Response(now(record), query.nonce()), heard.from())));
        peer.whenHeard(Probe.class, (probe, heard) -> records.stream()
                .filter(record -> record.instance().equals(probe.instance())
                        && record.service().equals(probe.service()))
                .forEach(record -> peer.send(new Proof(now(record), probe.nonce()), heard.from())));
    }

    /** To be called before anybody asks. */
    InstancesOnLoopback offer(String service, int instances) {
        for (int i = 0; i < instances; i++) {
            ServiceRecord record = peer.record(service, "http://127.0.0.1:" + (FIRST_PORT + i) + "/api");
            records.add(new ServiceRecord(
                    record.service(),
                    new InstanceId(service + "-" + i),
                    record.endpoints(),
                    record.probePort(),
                    record.sequence(),
                    record.issued(),
                    record.expires(),
                    record.metadata(),
                    record.region()));
        }
        return this;
    }

    private static ServiceRecord now(ServiceRecord record) {
        return record.issuedAt(Instant.now(), record.lifetime());
    }

    @Override
    public void close() {
        peer.close();
    }
}
