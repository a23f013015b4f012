package io.cameldiscovery.registry.interop;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Weight;
import io.cameldiscovery.registry.InstanceState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An instance whose record was verified.
 *
 * @param expiresIn how long its lease lasts, in seconds
 */
record RegisteredInstance(ServiceRecord record, InstanceState state, long expiresIn) {

    /** The metadata entry that holds tags, with commas between. */
    static final String TAGS = "tags";

    /** The first endpoint with a port that others can reach; nothing if there is none. */
    Optional<Endpoint> endpoint() {
        return endpoint(any -> true);
    }

    /** The first such endpoint that speaks HTTP, else the first of all. */
    Optional<Endpoint> httpEndpoint() {
        return endpoint(one -> scheme(one).equals("http") || scheme(one).equals("https"))
                .or(this::endpoint);
    }

    private Optional<Endpoint> endpoint(Predicate<Endpoint> wanted) {
        return record.endpoints().stream()
                .filter(one -> one.port() > 0 && one.reachesFar())
                .filter(wanted)
                .findFirst();
    }

    static String scheme(Endpoint endpoint) {
        return endpoint.uri().getScheme();
    }

    /** In digits, IPv6 without brackets. */
    static String host(Endpoint endpoint) {
        return endpoint.address().getHostAddress();
    }

    List<String> tags() {
        return Arrays.stream(record.metadata().getOrDefault(TAGS, "").split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    int weight() {
        return Weight.of(record.metadata().get(Weight.KEY), Weight.MOST_ELSEWHERE);
    }
}
