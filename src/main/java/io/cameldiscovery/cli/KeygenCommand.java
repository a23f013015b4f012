package io.cameldiscovery.cli;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.token.EncryptionKey;
import io.cameldiscovery.token.KeyFileException;
import io.cameldiscovery.token.KeyGenerator;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.TrustFileEditor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates the keys of a node and adds them to the trust file. */
@Command(
        name = "keygen",
        description = {
            "Make a signing key for a node, and add it to a trust file with the services it may announce.",
            "Run it once for each node with its own DIR and the same --trust, and give every node that trust file;",
            "or once with --shared, and give every node the same DIR."
        },
        mixinStandardHelpOptions = true)
final class KeygenCommand implements Callable<Integer> {

    static final String NODE_KEY = "node.jwk";
    static final String TRUST = "trust.jwks";
    static final String ENCRYPTION_KEY = "encryption.jwk";

    @Parameters(
            paramLabel = "DIR",
            defaultValue = "keys",
            description = "Where the files go; ${DEFAULT-VALUE} by default. For --keys of the other commands.")
    private Path directory = Path.of("keys");

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "The trust file to add to; DIR/trust.jwks by default.")
    private @Nullable Path trust;

    @Option(
            names = "--services",
            split = ",",
            defaultValue = "*",
            paramLabel = "NAMES",
            description =
                    "What the key may announce, e.g. orders,payments-*; every service by default; an empty list for"
                            + " a client.")
    private List<String> services = List.of("*");

    @Option(names = "--id", paramLabel = "ID", description = "The key id; the key's thumbprint or random by default.")
    private @Nullable String keyId;

    @Option(names = "--shared", description = "A shared secret (HS256) instead of an Ed25519 key pair.")
    private boolean shared;

    @Option(names = "--encryption", description = "Also a key with which all messages are encrypted.")
    private boolean encryption;

    @Override
    public Integer call() {
        try {
            make();
            return 0;
        } catch (KeyFileException refused) {
            throw new ConfigurationException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void trust(Path trustFile, Path keyFile, List<String> allowed) {
        try {
            new TrustFileEditor(trustFile).add(keyFile, allowed);
        } catch (KeyFileException refused) {
            // Else the command could not be given again, corrected.
            remove(keyFile);
            throw refused;
        }
    }

    private static void remove(Path keyFile) {
        try {
            Files.deleteIfExists(keyFile);
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }

    private void make() {
        KeyGenerator generator = new KeyGenerator(new SecureRandom());
        Path keyFile = directory.resolve(NODE_KEY);
        NodeKey key = shared ? generator.sharedSecret(keyFile, keyId) : generator.keyPair(keyFile, keyId);
        Path trustFile = trust == null ? directory.resolve(TRUST) : trust;
        List<String> allowed = services.stream().filter(name -> !name.isBlank()).toList();
        trust(trustFile, keyFile, allowed);
        System.out.println("signing key    " + keyFile + "  (" + (shared ? "shared secret" : "Ed25519") + ", id "
                + key.keyId() + "; only you may read it)");
        System.out.println("trust file     " + trustFile + "  (may announce: "
                + (allowed.isEmpty() ? "nothing" : String.join(", ", allowed)) + ")");
        if (encryption) {
            Path encryptionFile = directory.resolve(ENCRYPTION_KEY);
            EncryptionKey made = generator.encryptionKey(encryptionFile, null);
            System.out.println(
                    "encryption key " + encryptionFile + "  (id " + made.keyId() + "; the same file on every node)");
        }
    }
}
