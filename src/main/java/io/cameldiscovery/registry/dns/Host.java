package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Weight;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An instance in DNS terms.
 *
 * @param label its label in names
 * @param addresses all it is reached at, best first
 * @param ports what it listens at, best first, each once
 * @param weight its share of the traffic (RFC 2782)
 */
record Host(
        ServiceRecord record,
        ServiceName service,
        String label,
        Set<InetAddress> addresses,
        List<Port> ports,
        int weight) {

    /** @param addresses those of the host at which there is this port */
    record Port(Protocol protocol, int number, Set<InetAddress> addresses) {}

    static Host of(ServiceRecord record) {
        LinkedHashSet<InetAddress> addresses = new LinkedHashSet<>();
        LinkedHashMap<Map.Entry<Protocol, Integer>, Set<InetAddress>> ports = new LinkedHashMap<>();
        for (Endpoint endpoint : record.endpoints()) {
            InetAddress address = endpoint.address();
            if (!endpoint.reachesFar()) {
                continue;
            }
            addresses.add(address);
            if (endpoint.port() > 0) {
                Protocol protocol = Protocol.of(endpoint.uri().getScheme());
                ports.computeIfAbsent(Map.entry(protocol, endpoint.port()), first -> new LinkedHashSet<>())
                        .add(address);
            }
        }
        List<Port> listed = new ArrayList<>();
        ports.forEach((port, at) -> listed.add(new Port(port.getKey(), port.getValue(), at)));
        return new Host(
                record,
                record.service(),
                InstanceLabel.of(record.instance()),
                addresses,
                listed,
                Weight.of(record.metadata().get(Weight.KEY), Weight.MOST_ELSEWHERE));
    }

    List<Port> ports(Protocol protocol) {
        return ports.stream().filter(port -> port.protocol() == protocol).toList();
    }

    boolean speaks(Protocol protocol) {
        return ports.stream().anyMatch(port -> port.protocol() == protocol);
    }

    /** The addresses at which there is this port, by whatever protocol; nothing if there is none. */
    Optional<Set<InetAddress>> at(int number) {
        LinkedHashSet<InetAddress> at = new LinkedHashSet<>();
        ports.stream().filter(port -> port.number() == number).forEach(port -> at.addAll(port.addresses()));
        return at.isEmpty() ? Optional.empty() : Optional.of(at);
    }

    /** Whether all its addresses have this port. */
    boolean isEverywhere(Port port) {
        return port.addresses().size() == addresses.size();
    }
}
