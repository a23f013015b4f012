package io.cameldiscovery.registry.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.dns.Asked.Beneath;
import io.cameldiscovery.registry.dns.Directory.Listing;
import io.cameldiscovery.timing.MonotonicClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** The records under the domain, made from the directory when they are asked for. Thread-safe. */
final class Zone {

    private static final long REFRESH = Duration.ofHours(1).toSeconds();
    private static final long RETRY = Duration.ofMinutes(10).toSeconds();
    private static final long EXPIRE = Duration.ofDays(1).toSeconds();
    private static final int REMEMBERED_HOSTS = 10_000;

    private final Directory directory;
    /** Whether an answer may take a while. */
    private final boolean patient;

    private final DnsSettings settings;
    private final DnsNames names;
    private final Browsing browsing;
    private final Supplier<? extends Random> random;
    private final SOARecord authority;
    private final Cache<ServiceRecord, Host> hosts;

    /** @param serial of the SOA: rises from start to start */
    Zone(
            Directory directory,
            DnsSettings settings,
            MonotonicClock clock,
            Supplier<? extends Random> random,
            long serial) {
        this.directory = directory;
        this.patient = true;
        this.settings = settings;
        this.hosts = Caffeine.newBuilder()
                .weakKeys()
                .maximumSize(REMEMBERED_HOSTS)
                .executor(Runnable::run)
                .build();
        this.names = new DnsNames(settings.domain().name());
        this.browsing = new Browsing(directory, names, clock, this::host);
        this.random = random;
        long negative = settings.negativeTtl().toSeconds();
        this.authority = new SOARecord(
                names.domain(),
                DClass.IN,
                negative,
                names.nameServer(),
                names.hostmaster(),
                serial,
                REFRESH,
                RETRY,
                EXPIRE,
                negative);
    }

    private Zone(Zone patient) {
        this.directory = patient.directory;
        this.patient = false;
        this.settings = patient.settings;
        this.names = patient.names;
        this.browsing = patient.browsing;
        this.random = patient.random;
        this.authority = patient.authority;
        this.hosts = patient.hosts;
    }

    /** The same, which throws a {@link NotAtOnceException} instead of an answer that takes a while. */
    Zone atOnce() {
        return new Zone(this);
    }

    Name domain() {
        return names.domain();
    }

    /** What goes with negative answers (RFC 2308 section 3). */
    SOARecord authority() {
        return authority;
    }

    /**
     * @param name the domain or one under it; the answers bear it, letter by letter
     * @param type any but a meta type, or ANY
     * @param most how many answers are of use
     */
    Finding find(Name name, int type, int most) {
        Finding finding = find(names.parse(name), new Question(name, type, most));
        return type == Type.ANY && finding.exists() ? Finding.of(List.of(anything(name))) : finding;
    }

    /** RFC 8482 section 4.2: an answer to ANY that is of no use to an attacker. */
    private Record anything(Name name) {
        return new HINFORecord(name, DClass.IN, settings.longestTtl().toSeconds(), "RFC8482", "");
    }

    private record Question(Name name, int type, int most) {}

    private Finding find(Asked asked, Question question) {
        if (asked instanceof Asked.Apex) {
            return apex(question);
        } else if (asked instanceof Asked.NameServer) {
            return Finding.of(addresses(
                    question,
                    settings.address().map(Set::of).orElseGet(Set::of),
                    settings.longestTtl().toSeconds()));
        } else if (asked instanceof Asked.Service service) {
            return service(service, question);
        } else if (asked instanceof Asked.Instance instance) {
            return instance(instance, question);
        } else if (asked instanceof Asked.PortOf port) {
            return port(port, question);
        } else if (asked instanceof Asked.ServiceType type) {
            return serviceType(type, question);
        } else if (asked instanceof Asked.TypedInstance instance) {
            return typedInstance(instance, question);
        } else if (asked instanceof Asked.ServiceTypes types) {
            return pointers(question, browsing.types(types.branch(), patient), types.branch());
        } else if (asked instanceof Asked.Branches) {
            return pointers(question, browsing.branches(patient), "");
        } else if (asked instanceof Asked.Between between) {
            return between(between.beneath());
        }
        return Finding.noName();
    }

    private Finding apex(Question question) {
        return switch (question.type()) {
            case Type.SOA -> Finding.of(List.of(authority));
            case Type.NS ->
                Finding.of(List.of(new NSRecord(
                        question.name(), DClass.IN, settings.longestTtl().toSeconds(), names.nameServer())));
            default -> Finding.noData();
        };
    }

    private Finding service(Asked.Service asked, Question question) {
        List<Shown> shown = shown(asked.service(), host -> true, question.most());
        if (shown.isEmpty()) {
            return between(new Beneath.Tail(asked.service().value()));
        }
        long ttl = ttl(shown);
        return switch (question.type()) {
            case Type.A, Type.AAAA -> {
                LinkedHashSet<InetAddress> all = new LinkedHashSet<>();
                shown.forEach(one -> all.addAll(one.host().addresses()));
                yield Finding.of(addresses(question, all, ttl));
            }
            case Type.SRV -> servers(question, shown, null, ttl);
            case Type.TXT -> Finding.of(tokens(question, shown, ttl));
            default -> Finding.noData();
        };
    }

    private Finding instance(Asked.Instance asked, Question question) {
        Optional<Shown> found = shown(asked.service(), asked.label());
        if (found.isEmpty()) {
            return between(new Beneath.ServiceOrTail(asked.label() + "." + asked.service()));
        }
        List<Shown> shown = List.of(found.get());
        long ttl = ttl(shown);
        return switch (question.type()) {
            case Type.A, Type.AAAA ->
                Finding.of(addresses(question, shown.get(0).host().addresses(), ttl));
            case Type.SRV -> servers(question, shown, null, ttl);
            case Type.TXT -> Finding.of(tokens(question, shown, ttl));
            default -> Finding.noData();
        };
    }

    private Finding port(Asked.PortOf asked, Question question) {
        Optional<Shown> found = shown(asked.service(), asked.label());
        Optional<Set<InetAddress>> at = found.flatMap(shown -> shown.host().at(asked.number()));
        if (at.isEmpty()) {
            String rest = asked.label() + "." + asked.service();
            String number = Integer.toString(asked.number());
            // The label of an instance need not be one of a service.
            return DnsNames.serviceName(rest)
                    .map(service -> between(new Beneath.InstanceOf(number, service, number + "." + rest)))
                    .orElseGet(Finding::noName);
        }
        return Finding.of(addresses(question, at.get(), ttl(List.of(found.orElseThrow()))));
    }

    private Finding serviceType(Asked.ServiceType asked, Question question) {
        Protocol protocol = asked.protocol();
        List<Shown> shown = shown(asked.service(), host -> host.speaks(protocol), question.most());
        if (shown.isEmpty()) {
            return Finding.noName();
        }
        long ttl = ttl(shown);
        return switch (question.type()) {
            case Type.SRV -> servers(question, shown, protocol, ttl);
            case Type.PTR -> instances(question, shown, protocol, ttl);
            default -> Finding.noData();
        };
    }

    private Finding typedInstance(Asked.TypedInstance asked, Question question) {
        Optional<Shown> found = shown(asked.service(), asked.label())
                .filter(shown -> shown.host().speaks(asked.protocol()));
        if (found.isEmpty()) {
            return Finding.noName();
        }
        List<Shown> shown = List.of(found.get());
        long ttl = ttl(shown);
        return switch (question.type()) {
            case Type.SRV -> servers(question, shown, asked.protocol(), ttl);
            case Type.TXT -> Finding.of(List.of(metadata(question.name(), shown.get(0), ttl)));
            default -> Finding.noData();
        };
    }

    private Finding pointers(Question question, Collection<Name> targets, String branch) {
        if (targets.isEmpty() && !branch.isEmpty()) {
            return Finding.noName();
        }
        if (question.type() != Type.PTR) {
            return Finding.noData();
        }
        List<Name> shuffled = new ArrayList<>(targets);
        Collections.shuffle(shuffled, random.get());
        return Finding.of(shuffled.stream()
                .limit(question.most())
                .map(target -> new PTRRecord(
                        question.name(), DClass.IN, settings.longestTtl().toSeconds(), target))
                .toList());
    }

    private Finding between(Beneath beneath) {
        boolean exists;
        if (beneath instanceof Beneath.ServiceOrTail either) {
            exists = browsing.isTail(either.labels(), patient) || isService(either.labels());
        } else if (beneath instanceof Beneath.Tail tail) {
            exists = browsing.isTail(tail.labels(), patient);
        } else if (beneath instanceof Beneath.InstanceOf instance) {
            exists = shown(instance.service(), instance.label()).isPresent()
                    || browsing.isTail(instance.labels(), patient)
                    || isService(instance.labels());
        } else {
            exists = true;
        }
        return exists ? Finding.noData() : Finding.noName();
    }

    private boolean isService(String labels) {
        return DnsNames.serviceName(labels)
                .filter(service -> !shown(service, host -> true, 1).isEmpty())
                .isPresent();
    }

    /** An instance and how long it may be shown. */
    private record Shown(Host host, Listing listing) {}

    /** Some of these instances, in random order; those that are draining only if there are no others. */
    private List<Shown> shown(ServiceName service, Predicate<Host> wanted, int most) {
        List<Listing> listings = new ArrayList<>(directory.instances(service));
        Collections.shuffle(listings, random.get());
        List<Shown> inUse = shown(listings.stream().filter(listing -> !listing.isDraining()), wanted, most);
        return inUse.isEmpty() ? shown(listings.stream().filter(Listing::isDraining), wanted, most) : inUse;
    }

    private List<Shown> shown(Stream<Listing> listings, Predicate<Host> wanted, int most) {
        // Each is opened only if those before it do not suffice.
        return listings.flatMap(listing -> opened(listing).stream())
                .filter(shown -> wanted.test(shown.host()))
                .limit(most)
                .toList();
    }

    private Optional<Shown> shown(ServiceName service, String label) {
        Predicate<InstanceId> wanted = InstanceLabel.is(label);
        return directory.instances(service).stream()
                .filter(listing -> wanted.test(listing.instance()))
                .findFirst()
                .flatMap(this::opened);
    }

    private Optional<Shown> opened(Listing listing) {
        if (!patient && !listing.isAtHand()) {
            throw new NotAtOnceException();
        }
        return listing.record().map(record -> new Shown(host(record), listing));
    }

    private Host host(ServiceRecord record) {
        return hosts.get(record, Host::of);
    }

    /** The same for all records of an answer (RFC 2181 section 5.2): what is left to the first that goes. */
    private long ttl(List<Shown> shown) {
        Duration ttl = settings.longestTtl();
        for (Shown one : shown) {
            Duration left = one.listing().remaining();
            ttl = left.compareTo(ttl) < 0 ? left : ttl;
        }
        return ttl.toSeconds();
    }

    private static List<Record> addresses(Question question, Collection<InetAddress> addresses, long ttl) {
        return addresses(question.name(), question.type(), addresses, ttl).stream()
                .limit(question.most())
                .toList();
    }

    private static List<Record> addresses(Name name, int type, Collection<InetAddress> addresses, long ttl) {
        List<Record> records = new ArrayList<>();
        for (InetAddress address : addresses) {
            boolean four = address instanceof Inet4Address;
            if (type == Type.A && four) {
                records.add(new ARecord(name, DClass.IN, ttl, address));
            } else if (type == Type.AAAA && !four) {
                records.add(new AAAARecord(name, DClass.IN, ttl, address));
            }
        }
        return records;
    }

    private static List<Record> bothAddresses(Name name, Collection<InetAddress> addresses, long ttl) {
        List<Record> both = addresses(name, Type.A, addresses, ttl);
        both.addAll(addresses(name, Type.AAAA, addresses, ttl));
        return both;
    }

    /** @param protocol which ports, or null for all */
    private Finding servers(Question question, List<Shown> shown, @Nullable Protocol protocol, long ttl) {
        List<Record> servers = new ArrayList<>();
        Map<Name, List<Record>> additional = new LinkedHashMap<>();
        for (Shown one : shown) {
            servers.addAll(servers(question.name(), one.host(), protocol, ttl, additional));
        }
        return new Finding(true, servers, List.copyOf(additional.values()));
    }

    /** A server for each port; the record's order is its priority. What the targets resolve to is added. */
    private List<Record> servers(
            Name name, Host host, @Nullable Protocol protocol, long ttl, Map<Name, List<Record>> additional) {
        List<Record> servers = new ArrayList<>();
        List<Host.Port> ports = protocol == null ? host.ports() : host.ports(protocol);
        for (int priority = 0; priority < ports.size(); priority++) {
            Host.Port port = ports.get(priority);
            Optional<Name> target = names.target(host, port);
            if (target.isPresent()) {
                servers.add(new SRVRecord(name, DClass.IN, ttl, priority, host.weight(), port.number(), target.get()));
                additional.put(target.get(), bothAddresses(target.get(), port.addresses(), ttl));
            }
        }
        return servers;
    }

    /** DNS-SD: the names of the instances, with all that a browser asks for next (RFC 6763 section 12.1). */
    private Finding instances(Question question, List<Shown> shown, Protocol protocol, long ttl) {
        List<Record> pointers = new ArrayList<>();
        List<List<Record>> additional = new ArrayList<>();
        for (Shown one : shown) {
            names.typedInstance(one.host(), protocol).ifPresent(name -> {
                pointers.add(new PTRRecord(question.name(), DClass.IN, ttl, name));
                Map<Name, List<Record>> addresses = new LinkedHashMap<>();
                List<Record> group = new ArrayList<>(servers(name, one.host(), protocol, ttl, addresses));
                group.add(metadata(name, one, ttl));
                addresses.values().forEach(group::addAll);
                additional.add(group);
            });
        }
        return new Finding(true, pointers, additional);
    }

    private static List<Record> tokens(Question question, List<Shown> shown, long ttl) {
        List<Record> tokens = new ArrayList<>();
        for (Shown one : shown) {
            tokens.add(text(question.name(), TxtRecords.token(one.listing().token()), ttl));
        }
        return tokens;
    }

    private static Record metadata(Name name, Shown one, long ttl) {
        return text(name, TxtRecords.metadata(one.host().record()), ttl);
    }

    private static Record text(Name name, List<byte[]> strings, long ttl) {
        return Record.newRecord(name, Type.TXT, DClass.IN, ttl, TxtRecords.data(strings));
    }
}
