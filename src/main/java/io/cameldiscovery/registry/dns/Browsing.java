package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.dns.Directory.Listing;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The list of services. Building it visits all of them, so it is done at most once a second however
 * often it is requested. Thread-safe.
 */
final class Browsing {

    private static final Duration GOOD_FOR = Duration.ofSeconds(1);
    /** More do not fit into an answer. */
    private static final int MOST_TYPES = 2_000;
    /** The instances of a service hardly ever differ in their protocols. */
    private static final int LOOKED_AT = 100;

    private final Directory directory;
    private final DnsNames names;
    private final MonotonicClock clock;
    private final Function<ServiceRecord, Host> host;
    private volatile @Nullable Survey last;

    Browsing(Directory directory, DnsNames names, MonotonicClock clock, Function<ServiceRecord, Host> host) {
        this.directory = directory;
        this.names = names;
        this.clock = clock;
        this.host = host;
    }

    private record Survey(ServiceTree tree, long taken, Map<String, List<Name>> types) {}

    /**
     * Whether the name of a service ends in these labels, with others before.
     *
     * @param patient whether this may block; if not, a {@link NotAtOnceException} is thrown where it would
     */
    boolean isTail(String labels, boolean patient) {
        return survey(patient).tree().isTail(labels);
    }

    /** The DNS-SD names of the services that have this branch behind their first label. */
    Collection<Name> types(String branch, boolean patient) {
        Survey survey = survey(patient);
        List<ServiceName> services = survey.tree().under(branch);
        List<Name> known = survey.types().get(branch);
        if (services.isEmpty() || known != null) {
            return known == null ? List.of() : known;
        }
        if (!patient) {
            throw new NotAtOnceException();
        }
        return survey.types().computeIfAbsent(branch, unseen -> typesOf(services));
    }

    /** The domains to browse: the whole one, and a branch for each tail of a service's name. */
    Collection<Name> branches(boolean patient) {
        List<Name> branches = new ArrayList<>(List.of(names.domain()));
        survey(patient).tree().branches().stream().limit(MOST_TYPES).forEach(branch -> names.branch(branch)
                .ifPresent(branches::add));
        return branches;
    }

    private List<Name> typesOf(List<ServiceName> services) {
        List<Name> types = new ArrayList<>();
        for (ServiceName service : services.subList(0, Math.min(MOST_TYPES, services.size()))) {
            for (Protocol protocol : protocols(service)) {
                names.serviceType(service, protocol).ifPresent(types::add);
            }
        }
        return List.copyOf(types);
    }

    private Set<Protocol> protocols(ServiceName service) {
        Set<Protocol> spoken = EnumSet.noneOf(Protocol.class);
        for (Listing listing : first(directory.instances(service))) {
            listing.record()
                    .ifPresent(record -> host.apply(record).ports().forEach(port -> spoken.add(port.protocol())));
            if (spoken.size() == Protocol.values().length) {
                break;
            }
        }
        return spoken;
    }

    private static List<Listing> first(List<Listing> listings) {
        return listings.subList(0, Math.min(LOOKED_AT, listings.size()));
    }

    private Survey survey(boolean patient) {
        Survey known = last;
        if (known != null && clock.since(known.taken()).compareTo(GOOD_FOR) < 0) {
            return known;
        } else if (!patient) {
            throw new NotAtOnceException();
        }
        return take();
    }

    private synchronized Survey take() {
        Survey known = last;
        if (known == null || clock.since(known.taken()).compareTo(GOOD_FOR) >= 0) {
            known = new Survey(new ServiceTree(directory.services()), clock.nanos(), new ConcurrentHashMap<>());
            last = known;
        }
        return known;
    }
}
