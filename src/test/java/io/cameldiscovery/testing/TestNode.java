package io.cameldiscovery.testing;

import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real product with its real routes, on the loopback interface. */
public final class TestNode implements AutoCloseable {

    /** Where {@code routes/} and {@code config/} are. */
    public static final Path PROJECT = Path.of(System.getProperty("basedir", ""));

    private final Node node;
    private boolean closed;

    private TestNode(Node node) {
        this.node = node;
    }

    /** What a node is to be, before it starts. */
    public static final class Plan {

        private final TestLan lan;
        private final Set<Role> roles;
        private final Map<String, String> settings = new TreeMap<>();
        private Path home = PROJECT.toAbsolutePath();

        Plan(TestLan lan, String name, Path key, Role... roles) {
            this.lan = lan;
            this.roles = Set.of(roles);
            with("discovery.lan.interfaces", "lo");
            with("discovery.lan.port", lan.port());
            with("discovery.instance", name);
            with("discovery.signing.key-file", key);
            with("discovery.trust.file", lan.trust());
            with("discovery.state-directory", lan.directory().resolve("state-" + name));
            with("discovery.registry.host", "127.0.0.1");
            with("discovery.registry.dns.port", 0);
        }

        public Plan with(String key, Object value) {
            settings.put(key, value.toString());
            return this;
        }

        public Plan offering(String service, String endpoint) {
            return with("discovery.service." + service + ".endpoints", endpoint);
        }

        /** Takes routes and settings from there. */
        public Plan installedAt(Path directory) {
            home = directory;
            return this;
        }

        public TestNode start() {
            Installation installation = new Installation(home);
            List<Map<String, String>> layers = new ArrayList<>(installation.settings(roles));
            layers.add(settings);
            Settings all = Settings.of(installation.reference(), layers);
            return lan.closing(new TestNode(Node.start(installation, roles, all)));
        }
    }

    /** An installation to be edited. */
    public static void copyProject(Path home) {
        for (String folder : List.of("routes", "config")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(folder))) {
                for (Path file : files.toList()) {
                    Path copy = home.resolve(PROJECT.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            } catch (IOException unusual) {
                throw new UncheckedIOException(unusual);
            }
        }
    }

    public Node node() {
        return node;
    }

    /** Where its unicast socket and its TCP port are reached. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), node.lan().localPort());
    }

    /** How often something was dropped for that reason. */
    public long drops(String reason) {
        return node.drops().getOrDefault(reason, 0L);
    }

    /** Looks for one instance, by all roads or by these. */
    public Resolution resolve(String service, Road... roads) {
        return get(ask(service, false, roads));
    }

    public Resolution resolveAll(String service, Road... roads) {
        return get(ask(service, true, roads));
    }

    public CompletableFuture<Resolution> ask(String service, boolean all, Road... roads) {
        Set<Road> taken = roads.length == 0 ? Set.of(Road.values()) : Set.of(roads);
        return node.resolve(new Question(new ServiceName(service), all, taken));
    }

    /** Calls a route by its entry, and waits until it has done its work. */
    public Object call(String route, Object body) {
        return node.context().createProducerTemplate().requestBody("direct:" + route, body);
    }

    /** What the test closes itself is not closed again with its LAN. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            node.close();
        }
    }

    private static Resolution get(CompletableFuture<Resolution> resolution) {
        try {
            return resolution.get(60, TimeUnit.SECONDS);
        } catch (Exception unusual) {
            throw new AssertionError("a lookup must end by itself", unusual);
        }
    }
}
