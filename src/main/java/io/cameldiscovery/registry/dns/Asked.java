package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.ServiceName;

/** The meaning of a name under the domain, by its syntax. */
sealed interface Asked {

    /** The domain itself. */
    record Apex() implements Asked {}

    /** {@code ns}: this name server. */
    record NameServer() implements Asked {}

    /** {@code orders.service}. */
    record Service(ServiceName service) implements Asked {}

    /** {@code a1.orders.instance}. */
    record Instance(String label, ServiceName service) implements Asked {}

    /** {@code 8080.a1.orders.port}: the addresses at which the instance has that port. */
    record PortOf(int number, String label, ServiceName service) implements Asked {}

    /** {@code _orders._tcp}. */
    record ServiceType(ServiceName service, Protocol protocol) implements Asked {}

    /** {@code a1._orders._tcp}. */
    record TypedInstance(String label, ServiceName service, Protocol protocol) implements Asked {}

    /** {@code _services._dns-sd._udp}, or under a branch of names: {@code _services._dns-sd._udp.eu}. */
    record ServiceTypes(String branch) implements Asked {}

    /** {@code b._dns-sd._udp} and the like: where to browse. */
    record Branches() implements Asked {}

    /** An empty non-terminal: no records, but there may be names below it (RFC 8020). */
    record Between(Beneath beneath) implements Asked {}

    /** No name of ours has this form. */
    record Nothing() implements Asked {}

    /** The condition under which there are names below it. */
    sealed interface Beneath {
        /** Always. */
        record Always() implements Beneath {}

        /** If a service has that name, or one that ends in it. */
        record ServiceOrTail(String labels) implements Beneath {}

        /** If a service has a name that ends in it. */
        record Tail(String labels) implements Beneath {}

        /** If there is that instance, or a service whose name is, or ends in, all these labels. */
        record InstanceOf(String label, ServiceName service, String labels) implements Beneath {}
    }
}
