package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueSettings;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.catalogue.Verification;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances of the service "orders" in a real catalogue, whose time is moved by hand. */
final class Instances {

    static final ServiceName ORDERS = new ServiceName("orders");

    final HandClock clock;
    final Catalogue catalogue;
    private final Map<String, Long> sequences = new HashMap<>();

    Instances() {
        this(new HandClock());
    }

    Instances(HandClock clock) {
        this.clock = clock;
        this.catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());
    }

    static ServiceRecord.Key key(String id) {
        return new ServiceRecord.Key(ORDERS, new InstanceId(id));
    }

    /** Where instances are that nobody told to be elsewhere. */
    static String home(String id) {
        return "http://10.7.0." + (1 + Math.floorMod(id.hashCode(), 250)) + ":8080/";
    }

    static Place place(String id) {
        return new Place(key(id), Endpoint.parse(home(id)));
    }

    CatalogueEntry learn(String id) {
        return learn(id, null, Map.of(), home(id));
    }

    /** Newer than what was said of it before. */
    CatalogueEntry learn(String id, @Nullable String region, Map<String, String> metadata, String... endpoints) {
        catalogue.learn(said(id, sequences.merge(id, 1L, Long::sum), region, metadata, endpoints));
        return entry(id);
    }

    /** Says the same as before once more. */
    void repeat(String id) {
        ServiceRecord known = entry(id).record();
        catalogue.learn(learned(known.issuedAt(clock.instant(), Duration.ofSeconds(90))));
    }

    void withdraw(String id) {
        if (catalogue.find(key(id)).isPresent()) {
            catalogue.withdraw(learned(entry(id).record()));
        }
    }

    CatalogueEntry proven(String id) {
        return proven(id, entry(id).record().endpoints().get(0));
    }

    CatalogueEntry proven(String id, Endpoint endpoint) {
        catalogue.proven(key(id), entry(id).record().sequence(), endpoint, ProofKind.PROBE);
        return entry(id);
    }

    /** Learned and proven. */
    CatalogueEntry warm(String id) {
        learn(id);
        return proven(id);
    }

    void unproven(String id) {
        catalogue.failed(key(id), entry(id).record().sequence());
    }

    CatalogueEntry entry(String id) {
        return catalogue.find(key(id)).orElseThrow();
    }

    /** One that is proven just now, for strategies, which need no catalogue. */
    ProvenInstance instance(String id) {
        return instance(id, null, Map.of());
    }

    ProvenInstance instance(String id, @Nullable String region, Map<String, String> metadata) {
        CatalogueEntry entry = learn(id, region, metadata, home(id));
        Endpoint endpoint = entry.record().endpoints().get(0);
        return new ProvenInstance(entry, endpoint, new Verification(endpoint, ProofKind.PROBE, clock.nanos()));
    }

    private Learned said(
            String id, long number, @Nullable String region, Map<String, String> metadata, String... endpoints) {
        return learned(new ServiceRecord(
                ORDERS,
                new InstanceId(id),
                List.of(endpoints).stream().map(Endpoint::parse).toList(),
                0,
                new Sequence(1, number),
                clock.instant(),
                clock.instant().plusSeconds(90),
                ServiceRecord.metadata(metadata),
                region));
    }

    private static Learned learned(ServiceRecord record) {
        String token = "eyJ." + record.instance() + "_" + record.sequence().number() + "_"
                + record.issued().toEpochMilli() + ".key";
        return new Learned(record, token, "key", Source.UDP, null, true);
    }
}
