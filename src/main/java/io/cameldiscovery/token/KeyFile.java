package io.cameldiscovery.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.message.StrictJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The keys of a file that holds one JWK or a set of them (RFC 7517 sections 4 and 5). */
final class KeyFile {

    static final JsonMapper MAPPER = StrictJson.mapper();

    private final Path path;
    private final List<Jwk> keys;

    private KeyFile(Path path, List<Jwk> keys) {
        this.path = path;
        this.keys = List.copyOf(keys);
    }

    /** @throws KeyFileException if there is no such file, or it holds no keys, or secrets that others may read */
    static KeyFile read(Path path) {
        KeyFile file = new KeyFile(path, keysOf(path, tree(path)));
        file.requireOwnerOnly();
        return file;
    }

    /** The file as JSON. */
    static JsonNode tree(Path path) {
        try {
            return MAPPER.readTree(StrictJson.text(Files.readAllBytes(path)));
        } catch (NoSuchFileException missing) {
            throw new KeyFileException(path, "there is no such key file; make one with 'bin/discovery keygen'");
        } catch (JsonProcessingException notJson) {
            // Jackson's own message may quote the file, and so a secret.
            throw new KeyFileException(
                    path, "not JSON from line " + notJson.getLocation().getLineNr() + " on");
        } catch (CharacterCodingException notText) {
            throw new KeyFileException(path, "not JSON in UTF-8");
        } catch (IOException unreadable) {
            throw KeyFileException.unreadable(path, unreadable);
        }
    }

    /** Each key made into what the caller needs. */
    <T> List<T> map(Function<Jwk, T> toKey) {
        List<T> result = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            try {
                result.add(toKey.apply(keys.get(i)));
            } catch (IllegalArgumentException unfit) {
                throw new KeyFileException(path, name(i) + ": " + unfit.getMessage());
            }
        }
        return result;
    }

    /** The only key, made into what the caller needs. */
    <T> T only(Function<Jwk, T> toKey) {
        if (keys.size() != 1) {
            throw new KeyFileException(path, "one key is needed here, but the file holds " + keys.size());
        }
        return map(toKey).get(0);
    }

    private void requireOwnerOnly() {
        try {
            if (keys.stream().anyMatch(Jwk::isConfidential) && FileModes.othersMayRead(path)) {
                throw new KeyFileException(
                        path, "holds a secret that other users may read; run 'chmod 600 " + path + "'");
            }
        } catch (IOException gone) {
            throw KeyFileException.unreadable(path, gone);
        }
    }

    private String name(int index) {
        String id = keys.get(index).id();
        return id == null ? "key number " + (index + 1) : "key '" + id + "'";
    }

    private static List<Jwk> keysOf(Path path, JsonNode json) {
        JsonNode nodes =
                json.has("keys") ? json.get("keys") : MAPPER.createArrayNode().add(json);
        if (!json.isObject() || !nodes.isArray()) {
            throw new KeyFileException(path, "holds neither a JSON Web Key nor a set of them (RFC 7517)");
        }
        List<Jwk> keys = new ArrayList<>();
        for (JsonNode node : nodes) {
            keys.add(keyOf(path, node, keys.size() + 1));
        }
        return keys;
    }

    private static Jwk keyOf(Path path, JsonNode node, int number) {
        try {
            Jwk key = node.isObject() ? MAPPER.treeToValue(node, Jwk.class) : null;
            if (key != null) {
                return key;
            }
        } catch (JsonProcessingException wrongTypes) {
            // Said below, without the quotation of the file in Jackson's message.
        }
        throw new KeyFileException(path, "key number " + number + " is not a JSON Web Key (RFC 7517)");
    }
}
