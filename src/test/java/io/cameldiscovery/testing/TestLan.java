package io.cameldiscovery.testing;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.TrustFileEditor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * What the nodes and peers of one test share: a port of their own, a trust file with the keys of those that belong
 * here, and a directory. They meet on the loopback interface only.
 */
public final class TestLan {

    private final Path directory;
    private final int port = FreePort.udp();
    private final KeyGenerator generator = new KeyGenerator(new SecureRandom());

    public TestLan(Path directory) {
        this.directory = directory;
        key("nobody");
    }

    /** The port of queries and announcements. */
    public int port() {
        return port;
    }

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

    /** A peer that may announce those services. */
    public FakePeer peer(String name, String... services) {
        return new FakePeer(this, name, key(name, services));
    }

    /** A peer whose key nobody trusts. */
    public FakePeer stranger(String name) {
        return new FakePeer(this, name, foreignKey(name));
    }
}
