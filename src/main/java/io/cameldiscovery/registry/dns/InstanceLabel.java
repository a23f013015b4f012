package io.cameldiscovery.registry.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.record.InstanceId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The label of an instance in names: its id where that is a host label in lower case, else {@code x-} and a hash of it.
 * So no two ids that differ in case alone, or hold dots, share a name.
 */
final class InstanceLabel {

    private static final Pattern HOST_LABEL = Pattern.compile("(?!x-)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String HASHED = "x-";
    private static final int HASH_OCTETS = 12;

    private InstanceLabel() {}

    static String of(InstanceId instance) {
        return isHostLabel(instance.value()) ? instance.value() : HASHED + hash(instance.value());
    }

    /** Matches the instance with this label, mostly without computing labels. */
    static Predicate<InstanceId> is(String label) {
        if (isHostLabel(label)) {
            return instance -> instance.value().equals(label);
        }
        return label.startsWith(HASHED) ? instance -> of(instance).equals(label) : instance -> false;
    }

    private static boolean isHostLabel(String text) {
        return HOST_LABEL.matcher(text).matches();
    }

    private static String hash(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(US_ASCII));
            return HexFormat.of().formatHex(digest, 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
