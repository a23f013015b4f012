package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** This host's interfaces from the JDK, which leaves out those without an address; on Linux these are added. */
public final class SystemInterfaces implements InterfaceSource {

    private static final Path LINUX_INTERFACES = Path.of("/sys/class/net");

    @Override
    public List<LanInterface> list() throws IOException {
        List<LanInterface> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (NetworkInterface candidate : NetworkInterface.networkInterfaces().toList()) {
            names.add(candidate.getName());
            describe(candidate).ifPresent(found::add);
        }
        addressless().filter(names::add).map(SystemInterfaces::withoutAddress).forEach(found::add);
        return found;
    }

    /** Empty if the interface disappeared meanwhile. */
    private static Optional<LanInterface> describe(NetworkInterface candidate) {
        try {
            return Optional.of(new LanInterface(
                    candidate.getName(),
                    candidate.getIndex(),
                    candidate.isUp(),
                    candidate.isLoopback(),
                    candidate.getInterfaceAddresses().stream()
                            .filter(Objects::nonNull)
                            .filter(a -> isUsable(a.getAddress()))
                            .map(SystemInterfaces::address)
                            .toList()));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static LanAddress address(InterfaceAddress address) {
        return new LanAddress(address.getAddress(), address.getNetworkPrefixLength());
    }

    private static boolean isUsable(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    private static LanInterface withoutAddress(String name) {
        return new LanInterface(name, 0, true, false, List.of());
    }

    private static Stream<String> addressless() throws IOException {
        if (!Files.isDirectory(LINUX_INTERFACES)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(LINUX_INTERFACES)) {
            return entries
                    .filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .toList()
                    .stream();
        }
    }
}
