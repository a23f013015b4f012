package io.cameldiscovery.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.TrustFileEditor;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A lab on whose hosts nodes of the product run, each with keys and a state directory of its own: the key directories
 * {@code server} (may announce {@value #SERVICE}) and {@code client} (may announce nothing; also the registry's), and
 * what a test adds.
 */
public final class Site implements AutoCloseable {

    /** The service that the key {@code server} may announce. */
    public static final String SERVICE = "orders";

    /** For what must come, on a machine however slow. */
    public static final Duration GENEROUS = Duration.ofMinutes(2);

    private static final int REGISTRY_PORT = 9798;

    private final NetLab lab;
    private final Path directory;
    private final AtomicInteger states = new AtomicInteger();
    private final List<HostProcess> started = new ArrayList<>();

    private Site(NetLab lab, Path directory) {
        this.lab = lab;
        this.directory = directory;
    }

    /** Makes a lab of so many hosts on one LAN, and the keys; skips the test where that cannot be. */
    public static Site up(Path directory, int hosts) {
        NetLab.assumeAvailable();
        Site site = new Site(NetLab.up(hosts), directory);
        try {
            site.makeKeys("server", SERVICE);
            site.makeKeys("client");
            return site;
        } catch (AssertionError | RuntimeException failure) {
            site.close();
            throw failure;
        }
    }

    public NetLab lab() {
        return lab;
    }

    /** All addresses at which a host may be found, which race where nothing blocks them. */
    public String[] addresses(String host) {
        return new String[] {lab.ip(host), Finding.address(lab.ip6(host))};
    }

    /** Makes a node's key, which may announce those services, and adds it to the trust file of this site. */
    public void makeKeys(String name, String... services) {
        new TrustFileEditor(trust()).add(makeKey(name), List.of(services));
    }

    /** Makes a key that nobody here trusts. */
    public void makeForeignKeys(String name) {
        makeKey(name);
    }

    private Path makeKey(String name) {
        Path key = keys(name).resolve("node.jwk");
        new KeyGenerator(new SecureRandom()).keyPair(key, name);
        return key;
    }

    /** Makes them as users do, with those options of {@code keygen}. */
    public void keygen(String name, String... options) {
        String[] command = arguments(
                new String[] {"keygen", keys(name).toString(), "--trust", trust().toString(), "--id", name}, options);
        try (HostProcess process = Product.start(command)) {
            assertThat(process.awaitEnd(GENEROUS)).as("%s", process).isZero();
        }
    }

    /** The directory of a node's keys. */
    public Path keys(String name) {
        return directory.resolve("keys-" + name);
    }

    /** The trust file of all nodes. */
    public Path trust() {
        return directory.resolve("trust.jwks");
    }

    /** Starts a server with the key {@code server} that offers orders at {@code port}, and waits until it is ready. */
    public HostProcess server(String host, int port, String... options) {
        return ready(startServer(host, port, options));
    }

    /** As {@link #server}, without waiting. */
    public HostProcess startServer(String host, int port, String... options) {
        return start(host, "server", "server", arguments(options, SERVICE + "=http://{address}:" + port + "/"));
    }

    /** Starts a registry and waits until it is ready. */
    public HostProcess registry(String host, String... options) {
        return ready(start(host, "client", "registry", options));
    }

    /** The URL of a registry on that host. */
    public String registryUrl(String host) {
        return "http://" + lab.ip(host) + ":" + REGISTRY_PORT;
    }

    /** Finds orders with a client that knows nothing yet, and waits for its end. */
    public Finding find(String host, String... options) {
        return end(startFind(host, options));
    }

    /** As {@link #find}, without waiting. */
    public HostProcess startFind(String host, String... options) {
        return start(host, "client", "find", arguments(options, SERVICE, "--json"));
    }

    /** What a find that was started ends with. */
    public Finding end(HostProcess find) {
        return Finding.of(find.awaitEnd(GENEROUS), find);
    }

    /** A client that answers one question after the other. */
    public Asker asker(String host, String... options) {
        return new Asker(start(host, "client", "find", arguments(options, "-", "--json")));
    }

    /** A client that listens and prints every change. */
    public HostProcess watcher(String host, String... options) {
        return start(host, "client", "find", arguments(options, SERVICE, "--watch"));
    }

    /** Starts a command of the product with those keys and a state directory that nobody used before. */
    public HostProcess start(String host, String keys, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--keys", keys(keys).toString()));
        all.addAll(List.of("-D", "discovery.trust.file=" + trust()));
        List<String> given = List.of(arguments);
        if (!given.contains("--state")) {
            all.addAll(List.of("--state", newState().toString()));
        }
        all.addAll(given);
        HostProcess process = lab.run(host, Product.command(all));
        started.add(process);
        return process;
    }

    /** A main class of the test class path on a host, such as a hostile one. */
    public HostProcess stranger(String host, Class<?> main, String... arguments) {
        HostProcess process = lab.java(host, main, arguments);
        started.add(process);
        process.awaitLine("READY", GENEROUS);
        return process;
    }

    /** A state directory that nobody used before. */
    public Path newState() {
        return directory.resolve("state" + states.incrementAndGet());
    }

    /** Waits until a node that was started is ready. */
    public HostProcess ready(HostProcess node) {
        node.awaitError("Ready in", GENEROUS);
        return node;
    }

    /** Ends all that was started in the meantime, and all faults. */
    public void clear() {
        started.forEach(HostProcess::close);
        started.clear();
        lab.clear();
    }

    @Override
    public void close() {
        started.forEach(HostProcess::close);
        lab.close();
    }

    private static String[] arguments(String[] first, String... then) {
        return Stream.concat(Stream.of(first), Stream.of(then)).toArray(String[]::new);
    }
}
