package io.cameldiscovery.testing;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.TrustFileEditor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The LAN of a test, on the loopback interface only: a port of its own, a trust file with the keys of those that belong
 * here, a directory, and the nodes and peers that meet there. A field is all the set-up that a test needs:
 *
 * <pre>{@code
 * @RegisterExtension
 * private final TestLan lan = new TestLan();         // each test has its own
 *
 * @RegisterExtension
 * private static final TestLan lan = new TestLan();  // all tests of the class share it
 * }</pre>
 *
 * <p>What a test starts here ends with that test; what {@code @BeforeAll} starts on a shared one, with the class. The
 * last that came goes first.
 */
public final class TestLan implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Path directory;
    private final int port = FreePort.udp();
    private final KeyGenerator generator = new KeyGenerator(new SecureRandom());
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean shared;
    private int lasting;

    public TestLan() {
        this(newDirectory());
    }

    /** One whose directory is cleared up by others. */
    public TestLan(Path directory) {
        this.directory = directory;
        key("nobody");
    }

    /** The port of queries and announcements. */
    public int port() {
        return port;
    }

    /** For whatever files the test makes. */
    public Path directory() {
        return directory;
    }

    public Path trust() {
        return directory.resolve("trust.jwks");
    }

    /** The key of that name, trusted to announce those services. Make it before the nodes start. */
    public Path key(String name, String... services) {
        Path key = foreignKey(name);
        new TrustFileEditor(trust()).add(key, List.of(services));
        return key;
    }

    /** The key of that name, made if need be, which nobody is told to trust. */
    public Path foreignKey(String name) {
        Path key = directory.resolve(name + ".jwk");
        if (!Files.exists(key)) {
            generator.keyPair(key, name);
        }
        return key;
    }

    /** A node to be started, which may announce everything. */
    public TestNode.Plan node(String name, Role... roles) {
        return new TestNode.Plan(this, name, key(name, "*"), roles);
    }

    /** An application of somebody else to be started, whose node may announce everything. */
    public TestApplication.Plan application(String name) {
        return new TestApplication.Plan(this, name);
    }

    /** A peer that may announce those services. */
    public FakePeer peer(String name, String... services) {
        return closing(new FakePeer(this, name, key(name, services)));
    }

    /** A peer whose key nobody trusts. */
    public FakePeer stranger(String name) {
        return closing(new FakePeer(this, name, foreignKey(name)));
    }

    public FakeRegistry fakeRegistry() {
        return closing(new FakeRegistry());
    }

    /** Closes that too, when its time has come. */
    public synchronized <T extends AutoCloseable> T closing(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        lasting = shared ? open.size() : 0;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close(lasting);
        if (!shared) {
            deleteDirectory();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close(0);
        deleteDirectory();
    }

    /** Until no more than that many are left. */
    private synchronized void close(int left) throws Exception {
        while (open.size() > left) {
            open.pop().close();
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("lan");
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    private void deleteDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
