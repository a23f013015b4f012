package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node states about itself: one instance of each service that it offers. The sequence rises whenever a
 * statement changes. Thread-safe.
 */
public final class OwnInstances {

    private final InstanceId instance;
    private final long epoch;
    private final @Nullable String region;
    private final Clock clock;
    private final Map<ServiceName, Statement> statements = new LinkedHashMap<>();
    /** The last sequence of what was withdrawn: who offers it again goes on from there. */
    private final Map<ServiceName, Sequence> withdrawn = new HashMap<>();

    private List<InetAddress> addresses = List.of();
    private int probePort;

    /**
     * @param instance who this node is, the same after every restart
     * @param epoch higher at every start of this instance
     * @param region the region of this node, or null
     * @param clock wall clock, for the time of issue
     */
    public OwnInstances(InstanceId instance, long epoch, @Nullable String region, Clock clock) {
        this.instance = instance;
        this.epoch = epoch;
        this.region = region;
        this.clock = clock;
    }

    public InstanceId instance() {
        return instance;
    }

    /** Offers a service, or changes what is offered under its name. */
    public synchronized void offer(Offer offer) {
        Statement before = statements.get(offer.service());
        Sequence last = before == null ? withdrawn.remove(offer.service()) : before.sequence();
        Sequence sequence = last == null ? new Sequence(epoch, 0) : last.next();
        statements.put(offer.service(), new Statement(offer, expand(offer), sequence));
    }

    /**
     * Offers a service no more.
     *
     * @return the record to say goodbye with, issued now; empty if nothing was stated under that name
     */
    public synchronized Optional<ServiceRecord> withdraw(ServiceName service, Duration lifetime) {
        Optional<ServiceRecord> last = record(service, lifetime);
        Statement before = statements.remove(service);
        if (before != null) {
            withdrawn.put(service, before.sequence());
        }
        return last;
    }

    /**
     * Tells where this node is reached now.
     *
     * @param current usable addresses, best first
     * @param port of the unicast socket, which answers probes; 0 for none
     * @return whether any statement changed by it, and so should be announced
     */
    public synchronized boolean reachedAt(Collection<InetAddress> current, int port) {
        addresses = List.copyOf(current);
        boolean portChanged = probePort != 0 && probePort != port;
        probePort = port;
        boolean changed = false;
        for (Map.Entry<ServiceName, Statement> entry : statements.entrySet()) {
            Statement before = entry.getValue();
            List<Endpoint> endpoints = expand(before.offer());
            if (portChanged || !endpoints.equals(before.endpoints())) {
                // Until the first address is known nothing was stated, so that the first statement keeps number 0.
                boolean stated = !before.endpoints().isEmpty();
                Sequence sequence = stated ? before.sequence().next() : before.sequence();
                entry.setValue(new Statement(before.offer(), endpoints, sequence));
                changed = true;
            }
        }
        return changed;
    }

    public synchronized boolean offers(ServiceName service) {
        return statements.containsKey(service);
    }

    public synchronized List<ServiceName> services() {
        return List.copyOf(statements.keySet());
    }

    /** The record of that service, issued now; empty if it is not offered here, or no address is known for it. */
    public synchronized Optional<ServiceRecord> record(ServiceName service, Duration lifetime) {
        Statement statement = statements.get(service);
        if (statement == null || statement.endpoints().isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        return Optional.of(new ServiceRecord(
                service,
                instance,
                statement.endpoints(),
                probePort,
                statement.sequence(),
                now,
                now.plus(lifetime),
                ServiceRecord.metadata(statement.offer().metadata()),
                region));
    }

    /** The records of all services offered here, issued now. */
    public synchronized List<ServiceRecord> records(Duration lifetime) {
        return statements.keySet().stream()
                .flatMap(service -> record(service, lifetime).stream())
                .toList();
    }

    private List<Endpoint> expand(Offer offer) {
        return offer.endpoints().stream()
                .flatMap(template -> template.expand(addresses).stream())
                .limit(32)
                .toList();
    }

    private record Statement(Offer offer, List<Endpoint> endpoints, Sequence sequence) {}
}
