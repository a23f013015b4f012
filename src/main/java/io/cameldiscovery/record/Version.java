package io.cameldiscovery.record;

import java.time.Instant;
import java.util.Map;

/**
 * What tells one statement of an instance from another: when it was made, by which key, and whether both say the same.
 * {@link Precedence} compares them.
 *
 * @param sequence the version of the record
 * @param issued when the statement was signed, by the signer's wall clock, in whole seconds
 * @param keyId the key that signed it
 * @param content a digest of endpoints, metadata and region, the same on every node; {@link #UNKNOWN} tells nothing apart
 */
public record Version(Sequence sequence, Instant issued, String keyId, long content) {

    /** The content of what was stored by a registry that did not keep it. */
    public static final long UNKNOWN = 0;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public Version {
        issued = Instant.ofEpochSecond(issued.getEpochSecond());
    }

    public static Version of(ServiceRecord record, String keyId) {
        return new Version(record.sequence(), record.issued(), keyId, digest(record));
    }

    public boolean isSignedAs(Version other) {
        return keyId.equals(other.keyId);
    }

    /** Whether both are of one record, which may have been signed again. */
    public boolean isOfSameRecordAs(Version other) {
        return isSignedAs(other) && sequence.equals(other.sequence) && !contradicts(other);
    }

    /** Whether the two say different things, as far as that is known. */
    boolean contradicts(Version other) {
        return content != other.content && content != UNKNOWN && other.content != UNKNOWN;
    }

    /**
     * FNV-1a of 64 bits over endpoints, region and metadata in their order, each text after its length. It need not resist
     * whoever looks for two that are equal: only the holder of the same key could use them, and he may raise the sequence.
     */
    private static long digest(ServiceRecord record) {
        long digest = FNV_OFFSET;
        for (Endpoint endpoint : record.endpoints()) {
            digest = with(endpoint.toString(), digest);
        }
        digest = with(record.region() == null ? "" : record.region(), digest);
        for (Map.Entry<String, String> entry : record.metadata().entrySet()) {
            digest = with(entry.getValue(), with(entry.getKey(), digest));
        }
        return digest == UNKNOWN ? 1 : digest;
    }

    private static long with(String text, long digest) {
        long longer = (digest ^ text.length()) * FNV_PRIME;
        for (int i = 0; i < text.length(); i++) {
            longer = (longer ^ text.charAt(i)) * FNV_PRIME;
        }
        return longer;
    }
}
