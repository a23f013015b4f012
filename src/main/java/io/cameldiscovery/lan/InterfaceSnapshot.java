package io.cameldiscovery.lan;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The interfaces in use at one moment. Two snapshots are equal if nothing changed that a peer could notice.
 *
 * @param interfaces ordered by index
 */
public record InterfaceSnapshot(List<LanInterface> interfaces) {

    /** No interfaces: the state before the first poll. */
    public static final InterfaceSnapshot NONE = new InterfaceSnapshot(List.of());

    public InterfaceSnapshot {
        interfaces = interfaces.stream()
                .sorted(Comparator.comparingInt(LanInterface::index))
                .toList();
    }

    static InterfaceSnapshot of(List<InterfaceChoice> choices) {
        return new InterfaceSnapshot(choices.stream()
                .filter(InterfaceChoice::chosen)
                .map(InterfaceChoice::face)
                .toList());
    }

    /** Every address of the interfaces, in their order. */
    public Set<InetAddress> addresses() {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        interfaces.forEach(face -> face.addresses().forEach(own -> addresses.add(own.address())));
        return addresses;
    }

    /** Whether that address is in a subnet of one of the interfaces. */
    public boolean reachesDirectly(InetAddress address) {
        return interfaces.stream().anyMatch(face -> face.reachesDirectly(address));
    }

    /** The interface of that name, if it is in use. */
    public Optional<LanInterface> find(String name) {
        return interfaces.stream().filter(face -> face.name().equals(name)).findFirst();
    }
}
