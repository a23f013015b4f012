package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.StoredLease;
import io.etcd.jetcd.ByteSequence;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a key: epoch, key id, number, kind, content, time of issue; then term, end, token. Numbers are
 * big-endian and the parts come in this order so that etcd, which compares values as octets, can tell by itself which of
 * two statements of one instance is the newer, whether one key signed both, and whether they contradict each other.
 *
 * <p>Values of before the content was kept are read as well: they have the time of issue and then the kind, and no time
 * begins with an octet that is a kind.
 */
final class EtcdValue {

    private static final byte RECORD = 1;
    private static final byte GOODBYE = 2;

    private EtcdValue() {}

    static ByteSequence of(StoredLease lease) {
        byte[] version = version(lease);
        byte[] token = lease.token().getBytes(UTF_8);
        return ByteSequence.from(ByteBuffer.allocate(version.length + 8 + 8 + token.length)
                .put(version)
                .putLong(lease.term().toMillis())
                .putLong(lease.ends().toEpochMilli())
                .put(token)
                .array());
    }

    /** Every value of this epoch signed by this key is greater, and every one of a lower epoch less. */
    static ByteSequence epochAndKey(StoredLease lease) {
        return start(lease, endOfKey(lease));
    }

    /** Of this epoch and key every value with a lower number is less, every other greater. */
    static ByteSequence sequence(StoredLease lease) {
        return start(lease, endOfKey(lease) + 8);
    }

    /** Of this sequence every record with this content is greater. */
    static ByteSequence content(StoredLease lease) {
        return start(lease, endOfKey(lease) + 8 + 1 + 8);
    }

    /** Of this epoch and key every value over which this does not win is greater, besides records of other content. */
    static ByteSequence limit(StoredLease lease) {
        int kind = endOfKey(lease) + 8 + 1;
        return start(lease, lease.withdrawn() ? kind : kind + 8 + 8);
    }

    private static ByteSequence start(StoredLease lease, int length) {
        return ByteSequence.from(Arrays.copyOf(version(lease), length));
    }

    private static int endOfKey(StoredLease lease) {
        return 8 + 2 + keyId(lease).length;
    }

    private static byte[] keyId(StoredLease lease) {
        return lease.version().keyId().getBytes(UTF_8);
    }

    private static byte[] version(StoredLease lease) {
        Version version = lease.version();
        byte[] keyId = keyId(lease);
        return ByteBuffer.allocate(8 + 2 + keyId.length + 8 + 1 + 8 + 8)
                .putLong(version.sequence().epoch())
                .putShort((short) keyId.length)
                .put(keyId)
                .putLong(version.sequence().number())
                .put(lease.withdrawn() ? GOODBYE : RECORD)
                .putLong(version.content())
                // As octets, negative numbers would come last.
                .putLong(version.issued().getEpochSecond() ^ Long.MIN_VALUE)
                .array();
    }

    /** Null if it is no value of ours. */
    static @Nullable StoredLease parse(ServiceRecord.Key key, ByteSequence octets) {
        ByteBuffer value = ByteBuffer.wrap(octets.getBytes());
        try {
            long epoch = value.getLong();
            String keyId = text(value, Short.toUnsignedInt(value.getShort()));
            Sequence sequence = new Sequence(epoch, value.getLong());
            byte kind = value.get(value.position());
            boolean keepsContent = kind == RECORD || kind == GOODBYE;
            boolean withdrawn = keepsContent && value.get() == GOODBYE;
            long content = keepsContent ? value.getLong() : Version.UNKNOWN;
            Instant issued = Instant.ofEpochSecond(value.getLong() ^ Long.MIN_VALUE);
            withdrawn |= !keepsContent && value.get() == 1;
            Duration term = Duration.ofMillis(value.getLong());
            Instant ends = Instant.ofEpochMilli(value.getLong());
            Version version = new Version(sequence, issued, keyId, content);
            return new StoredLease(key, version, text(value, value.remaining()), term, ends, withdrawn);
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException foreign) {
            return null;
        }
    }

    private static String text(ByteBuffer value, int length) {
        byte[] octets = new byte[length];
        value.get(octets);
        return new String(octets, UTF_8);
    }
}
