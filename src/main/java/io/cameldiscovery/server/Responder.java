package io.cameldiscovery.server;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.Optional;

/** Decides which answer a query gets from this node, and after which wait. Thread-safe. */
public final class Responder {

    private final OwnInstances own;
    private final Catalogue catalogue;
    private final Jitter jitter;
    private final Duration lifetime;
    private final Duration slot;
    private final Duration maxWait;

    /**
     * @param catalogue whose records tell how many others may answer the same query
     * @param lifetime of the records in answers
     * @param slot share of the random wait for each other server that may answer
     * @param maxWait longest random wait
     */
    public Responder(
            OwnInstances own, Catalogue catalogue, Jitter jitter, Duration lifetime, Duration slot, Duration maxWait) {
        this.own = own;
        this.catalogue = catalogue;
        this.jitter = jitter;
        this.lifetime = lifetime;
        this.slot = slot;
        this.maxWait = maxWait;
    }

    /** Whether a query for that service could get an answer here; cheap, to be asked before any cryptography. */
    public boolean offers(ServiceName service) {
        return own.offers(service);
    }

    /** The answer to a query; none if the service is not offered, or the asker knows this version already. */
    public Optional<Response> answer(Query query) {
        return own.record(query.service(), lifetime)
                .filter(record -> !isKnown(record, query))
                .map(record -> new Response(record, query.nonce()));
    }

    /** The answer to a probe; none if it is for another instance. */
    public Optional<Proof> prove(Probe probe) {
        return own.record(probe.service(), lifetime)
                .filter(record -> record.instance().equals(probe.instance()))
                .map(record -> new Proof(record, probe.nonce()));
    }

    /** A random wait that spreads the answers of many servers; none while this node believes itself the only one. */
    public Duration pauseBeforeAnswer(ServiceName service) {
        int others = catalogue.count(service);
        if (others == 0) {
            return Duration.ZERO;
        }
        Duration spread = slot.multipliedBy(others + 1L);
        return jitter.upTo(spread.compareTo(maxWait) < 0 ? spread : maxWait);
    }

    private static boolean isKnown(ServiceRecord record, Query query) {
        return query.known().stream()
                .anyMatch(known -> known.instance().equals(record.instance())
                        && !record.sequence().isAfter(known.sequence()));
    }
}
