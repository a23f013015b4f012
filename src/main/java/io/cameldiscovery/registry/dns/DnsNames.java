package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.dns.Asked.Beneath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Formats and parses the names under the domain. */
final class DnsNames {

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");
    /** RFC 6763 section 11: browsing and legacy browsing, each with its default. */
    private static final Set<String> BROWSING = Set.of("b", "db", "lb");

    private static final int MOST_LABELS = 127;

    private final Name domain;

    DnsNames(Name domain) {
        this.domain = domain;
    }

    Name domain() {
        return domain;
    }

    Name nameServer() {
        return under("ns").orElseThrow();
    }

    Name hostmaster() {
        return under("hostmaster").orElseThrow();
    }

    /** {@code a1.orders.instance}; nothing if that is too long for a name. */
    Optional<Name> instance(Host host) {
        return under(host.label() + "." + host.service() + ".instance");
    }

    /** The name of the addresses of the host that have this port. */
    Optional<Name> target(Host host, Host.Port port) {
        return host.isEverywhere(port)
                ? instance(host)
                : under(port.number() + "." + host.label() + "." + host.service() + ".port");
    }

    /** {@code _orders._tcp}, and for a service with dots {@code _orders._tcp.eu}: its tail is the browsing domain. */
    Optional<Name> serviceType(ServiceName service, Protocol protocol) {
        int dot = service.value().indexOf('.');
        String first = dot < 0 ? service.value() : service.value().substring(0, dot);
        String tail = dot < 0 ? "" : service.value().substring(dot);
        return under("_" + first + "." + protocol.label() + tail);
    }

    /** {@code a1._orders._tcp}. */
    Optional<Name> typedInstance(Host host, Protocol protocol) {
        return serviceType(host.service(), protocol).flatMap(type -> prefixed(host.label(), type));
    }

    Optional<Name> branch(String labels) {
        return under(labels);
    }

    private Optional<Name> under(String labels) {
        return prefixed(labels, domain);
    }

    private static Optional<Name> prefixed(String labels, Name domain) {
        try {
            return Optional.of(Name.fromString(labels, domain));
        } catch (TextParseException tooLong) {
            return Optional.empty();
        }
    }

    /** What a name stands for that is the domain or under it. */
    Asked parse(Name name) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < name.labels() - domain.labels(); i++) {
            labels.add(name.getLabelString(i).toLowerCase(Locale.ROOT));
        }
        if (labels.isEmpty()) {
            return new Asked.Apex();
        }
        for (int i = 0; i < labels.size() && i < MOST_LABELS; i++) {
            Protocol protocol = Protocol.ofLabel(labels.get(i));
            if (protocol != null) {
                return typed(labels.subList(0, i), protocol, joined(labels, i + 1));
            }
        }
        int last = labels.size() - 1;
        return switch (labels.get(last)) {
            case "service" -> service(labels.subList(0, last));
            case "instance" -> instance(labels.subList(0, last));
            case "port" -> port(labels.subList(0, last));
            case "ns" -> last == 0 ? new Asked.NameServer() : tail(labels);
            default -> tail(labels);
        };
    }

    private static Asked typed(List<String> before, Protocol protocol, String branch) {
        if (before.isEmpty()) {
            return branch.isEmpty() ? between(new Beneath.Always()) : between(new Beneath.Tail(branch));
        }
        String type = before.get(before.size() - 1);
        if (type.equals("_dns-sd") && protocol == Protocol.UDP) {
            return browsing(before, branch);
        }
        Optional<ServiceName> service = type.startsWith("_")
                ? serviceName(type.substring(1) + (branch.isEmpty() ? "" : "." + branch))
                : Optional.empty();
        if (service.isEmpty() || before.size() > 2) {
            return new Asked.Nothing();
        }
        return before.size() == 1
                ? new Asked.ServiceType(service.get(), protocol)
                : new Asked.TypedInstance(before.get(0), service.get(), protocol);
    }

    private static Asked browsing(List<String> before, String branch) {
        if (before.size() == 1) {
            return branch.isEmpty() ? between(new Beneath.Always()) : between(new Beneath.Tail(branch));
        }
        if (before.size() == 2 && before.get(0).equals("_services")) {
            return new Asked.ServiceTypes(branch);
        }
        boolean listsBranches = before.size() == 2 && branch.isEmpty() && BROWSING.contains(before.get(0));
        return listsBranches ? new Asked.Branches() : new Asked.Nothing();
    }

    private static Asked service(List<String> labels) {
        return labels.isEmpty()
                ? between(new Beneath.Always())
                : serviceName(joined(labels, 0)).<Asked>map(Asked.Service::new).orElseGet(Asked.Nothing::new);
    }

    private static Asked instance(List<String> labels) {
        if (labels.isEmpty()) {
            return between(new Beneath.Always());
        }
        Optional<ServiceName> service = serviceName(joined(labels, 1));
        return service.isEmpty()
                ? between(new Beneath.ServiceOrTail(joined(labels, 0)))
                : new Asked.Instance(labels.get(0), service.get());
    }

    private static Asked port(List<String> labels) {
        if (labels.isEmpty()) {
            return between(new Beneath.Always());
        }
        Optional<ServiceName> service = serviceName(joined(labels, 2));
        if (service.isPresent() && PORT.matcher(labels.get(0)).matches()) {
            return new Asked.PortOf(Integer.parseInt(labels.get(0)), labels.get(1), service.get());
        }
        return serviceName(joined(labels, 1))
                .map(rest -> between(new Beneath.InstanceOf(labels.get(0), rest, joined(labels, 0))))
                .orElseGet(() -> between(new Beneath.ServiceOrTail(joined(labels, 0))));
    }

    private static Asked tail(List<String> labels) {
        return between(new Beneath.Tail(joined(labels, 0)));
    }

    private static Asked between(Beneath beneath) {
        return new Asked.Between(beneath);
    }

    private static String joined(List<String> labels, int from) {
        return from >= labels.size() ? "" : String.join(".", labels.subList(from, labels.size()));
    }

    /** The service of that name; none if it cannot be one. */
    static Optional<ServiceName> serviceName(String text) {
        try {
            return Optional.of(new ServiceName(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
