package io.cameldiscovery.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Adds keys to a trust file, which is made if there is none. A set of public keys may be read by everybody, one with a
 * shared secret only by its owner. The file is replaced as a whole, so that no node reads half of it.
 */
public final class TrustFileEditor {

    private final Path file;

    public TrustFileEditor(Path file) {
        this.file = file;
    }

    /**
     * Trusts the key of that file: the public part of a pair, or the secret itself. An entry of the same key id is
     * replaced if it is the same key, so that this also changes what the key may announce.
     *
     * @param services names, perhaps with {@code *}, that the holder may announce; none for one that only asks
     * @throws KeyFileException if either file cannot be used, or another key has the same id
     */
    public void add(Path keyFile, List<String> services) {
        Jwk key = KeyFile.read(keyFile).only(jwk -> checked(jwk.trusted(services)));
        ObjectNode set = Files.exists(file) ? existing() : KeyFile.MAPPER.createObjectNode();
        ArrayNode keys = set.withArrayProperty("keys");
        removeSame(keys, key);
        keys.add(KeyFile.MAPPER.<ObjectNode>valueToTree(key));
        replace(set);
    }

    private static Jwk checked(Jwk trusted) {
        TrustedKey.of(trusted);
        return trusted;
    }

    private ObjectNode existing() {
        TrustedKeys.load(file);
        JsonNode tree = KeyFile.tree(file);
        if (!tree.path("keys").isArray()) {
            throw new KeyFileException(file, "holds a single key, not a set: put it into {\"keys\": [...]}");
        }
        return (ObjectNode) tree;
    }

    private void removeSame(ArrayNode keys, Jwk key) {
        for (int i = 0; i < keys.size(); i++) {
            Jwk other = KeyFile.MAPPER.convertValue(keys.get(i), Jwk.class);
            if (other.keyId().equals(key.keyId())) {
                if (!other.hasSameMaterial(key)) {
                    throw new KeyFileException(file, "trusts another key '" + key.keyId() + "' already");
                }
                keys.remove(i);
                return;
            }
        }
    }

    private void replace(ObjectNode set) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Files.createDirectories(target.getParent());
            Path draft = Files.createTempFile(target.getParent(), "trust", ".tmp", FileModes.ownerOnly(target));
            try {
                Files.write(
                        draft, KeyFile.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(set));
                if (!isConfidential(set)) {
                    FileModes.letEverybodyRead(draft);
                }
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException unwritable) {
            throw new KeyFileException(file, "cannot be written: " + unwritable);
        }
    }

    private static boolean isConfidential(ObjectNode set) {
        for (JsonNode key : set.path("keys")) {
            if (key.has("k")) {
                return true;
            }
        }
        return false;
    }
}
