package io.cameldiscovery.client;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Orders a record's endpoints: the sender's address first, then those on own subnets, then the record's own order. */
public final class AddressPreference {

    private final Predicate<InetAddress> onOwnSubnet;

    public AddressPreference(Predicate<InetAddress> onOwnSubnet) {
        this.onOwnSubnet = onOwnSubnet;
    }

    /** All endpoints, best first. */
    public List<Endpoint> order(ServiceRecord record, @Nullable InetAddress sender) {
        return record.endpoints().stream()
                .sorted(Comparator.comparingInt(endpoint -> rank(endpoint.address(), sender)))
                .toList();
    }

    /**
     * The endpoint that a response from this sender proves along with the instance: the sender's own address.
     * Other addresses may be unreachable or out of date.
     */
    public Optional<Endpoint> provenBy(ServiceRecord record, InetAddress sender) {
        return record.endpoints().stream()
                .filter(endpoint -> endpoint.address().equals(sender))
                .findFirst();
    }

    private int rank(InetAddress address, @Nullable InetAddress sender) {
        if (address.equals(sender)) {
            return 0;
        }
        return onOwnSubnet.test(address) ? 1 : 2;
    }
}
