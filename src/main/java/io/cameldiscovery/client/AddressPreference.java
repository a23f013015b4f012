package io.cameldiscovery.client;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which of a record's endpoints to try first: the one it spoke from, those on our own subnets, then in its own order. */
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
     * The endpoint that a response from that sender proves along with the instance: the very address that it spoke
     * from. Another one may be out of reach, or left a moment ago.
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
