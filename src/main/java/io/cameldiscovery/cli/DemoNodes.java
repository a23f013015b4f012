package io.cameldiscovery.cli;

import io.cameldiscovery.node.Node;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.TrustFileEditor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The nodes of the demo: three that trust each other's keys, and one whose key nobody trusts. All on loopback. */
final class DemoNodes {

    static final String SERVER = "demo-server";
    private static final String CLIENT = "demo-client";
    private static final String REGISTRY = "demo-registry";
    private static final String IMPOSTOR = "demo-impostor";

    private final Installation installation;
    private final Path directory;
    private final Path trust;
    private final int lanPort;
    private final int registryPort;

    DemoNodes(Installation installation, Path directory) throws IOException {
        this.installation = installation;
        this.directory = directory;
        this.trust = directory.resolve("trust.jwks");
        this.lanPort = freeUdpPort();
        this.registryPort = freeTcpPort();
        KeyGenerator generator = new KeyGenerator(new SecureRandom());
        Map<String, List<String>> mayAnnounce =
                Map.of(SERVER, List.of("orders"), CLIENT, List.of(), REGISTRY, List.of());
        for (String name : List.of(SERVER, CLIENT, REGISTRY, IMPOSTOR)) {
            Files.deleteIfExists(key(name));
            generator.keyPair(key(name), name);
        }
        Files.deleteIfExists(trust);
        for (Map.Entry<String, List<String>> entry : mayAnnounce.entrySet()) {
            new TrustFileEditor(trust).add(key(entry.getKey()), entry.getValue());
        }
    }

    String registryUrl() {
        return "http://127.0.0.1:" + registryPort;
    }

    Node startRegistry() {
        return start(Role.REGISTRY, REGISTRY, Map.of("discovery.registry.host", "127.0.0.1"));
    }

    Node startServer(String uri) {
        return start(Role.SERVER, SERVER, Map.of("discovery.service.orders.endpoints", uri));
    }

    Node startClient() {
        return start(Role.CLIENT, CLIENT, Map.of());
    }

    Node startImpostor() {
        return start(Role.SERVER, IMPOSTOR, Map.of("discovery.service.orders.endpoints", "http://127.0.0.1:9/"));
    }

    private Node start(Role role, String name, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(more);
        settings.put("discovery.instance", name);
        settings.put("discovery.state-directory", directory.resolve(name).toString());
        settings.put("discovery.signing.key-file", key(name).toString());
        settings.put("discovery.trust.file", trust.toString());
        settings.put("discovery.lan.interfaces", "lo");
        settings.put("discovery.lan.port", Integer.toString(lanPort));
        settings.put("discovery.registry.port", Integer.toString(registryPort));
        settings.put("discovery.registry.dns.port", "0");
        settings.put("discovery.registry.url", name.equals(IMPOSTOR) ? "" : registryUrl());
        Set<Role> roles = NodeOptions.roles(role);
        List<Map<String, String>> layers = Stream.concat(installation.settings(roles).stream(), Stream.of(settings))
                .toList();
        return Node.start(installation, roles, Settings.of(installation.reference(), layers));
    }

    /** Removes the directory of a demo that is over. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path key(String name) {
        return directory.resolve(name + ".jwk");
    }

    private static int freeUdpPort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
