package io.cameldiscovery.lan;

import io.cameldiscovery.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which interfaces belong to the LAN. An interface that is included by its full name is used whatever the excludes say;
 * else an exclude beats an include, and an empty include list admits everything. The loopback interface is used when it
 * is included by name, and when nothing else can be.
 */
public final class InterfaceRules {

    /** Adapters of containers, virtual machines and VPNs, behind which no LAN is to be expected. */
    public static final List<String> DEFAULT_EXCLUDES = List.of(
            "docker*",
            "br-*",
            "veth*",
            "virbr*",
            "vmnet*",
            "vboxnet*",
            "tun*",
            "tap*",
            "wg*",
            "ppp?",
            "tailscale*",
            "zt*",
            "cni*",
            "flannel*",
            "cali*",
            "podman*",
            "lxc*",
            "utun*",
            "awdl*",
            "llw*",
            "ifb*",
            "dummy*");

    private final List<NamePattern> includes;
    private final List<NamePattern> excludes;

    /**
     * @param includes names or patterns with {@code *} and {@code ?}; empty for all
     * @param excludes names or patterns with {@code *} and {@code ?}
     */
    public InterfaceRules(List<String> includes, List<String> excludes) {
        this.includes = includes.stream().map(NamePattern::of).toList();
        this.excludes = excludes.stream().map(NamePattern::of).toList();
    }

    public static InterfaceRules of(Settings settings) {
        return new InterfaceRules(
                settings.list("discovery.lan.interfaces"), settings.list("discovery.lan.interfaces-excluded"));
    }

    /** Everything but {@link #DEFAULT_EXCLUDES}. */
    public static InterfaceRules defaults() {
        return new InterfaceRules(List.of(), DEFAULT_EXCLUDES);
    }

    /** One choice for each of the interfaces, in their order. */
    public List<InterfaceChoice> choose(List<LanInterface> interfaces) {
        boolean alone = interfaces.stream().filter(face -> !face.loopback()).noneMatch(face -> choose(face)
                .chosen());
        return interfaces.stream()
                .map(face -> alone && face.loopback() ? chooseAsLast(face) : choose(face))
                .toList();
    }

    /** @throws NoSuchInterfaceException if an interface that is included by its full name is not among them */
    public void requireNamed(List<LanInterface> interfaces) {
        List<String> existing = interfaces.stream().map(LanInterface::name).toList();
        List<String> missing = includes.stream()
                .filter(NamePattern::isName)
                .map(NamePattern::text)
                .filter(name -> !existing.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new NoSuchInterfaceException(missing, existing);
        }
    }

    private InterfaceChoice choose(LanInterface face) {
        if (isNamed(face)) {
            return ifUsable(face, "is included by name");
        }
        if (face.loopback()) {
            return InterfaceChoice.skipped(face, "is the loopback interface");
        }
        return firstMatch(excludes, face)
                .map(exclude -> InterfaceChoice.skipped(face, "matches exclude '" + exclude.text() + "'"))
                .orElseGet(() -> chooseIncluded(face));
    }

    private InterfaceChoice chooseIncluded(LanInterface face) {
        if (includes.isEmpty()) {
            return ifUsable(face, "matches no exclude");
        }
        return firstMatch(includes, face)
                .map(include -> ifUsable(face, "matches include '" + include.text() + "'"))
                .orElseGet(() -> InterfaceChoice.skipped(face, "matches no include"));
    }

    private InterfaceChoice chooseAsLast(LanInterface face) {
        return isNamed(face) ? choose(face) : ifUsable(face, "no other interface is usable");
    }

    private boolean isNamed(LanInterface face) {
        return includes.stream().anyMatch(include -> include.isName() && include.matches(face.name()));
    }

    private static InterfaceChoice ifUsable(LanInterface face, String reason) {
        if (!face.up()) {
            return InterfaceChoice.skipped(face, "is down");
        }
        if (face.addresses().isEmpty()) {
            return InterfaceChoice.skipped(face, "has no address");
        }
        String addresses = face.addresses().stream().map(LanAddress::toString).collect(Collectors.joining(", "));
        return InterfaceChoice.chosen(face, reason + " (" + addresses + ")");
    }

    private static Optional<NamePattern> firstMatch(List<NamePattern> patterns, LanInterface face) {
        Stream<NamePattern> matching = patterns.stream().filter(pattern -> pattern.matches(face.name()));
        return matching.findFirst();
    }
}
