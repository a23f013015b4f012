package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.StoredLease;
import io.etcd.jetcd.ByteSequence;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a key: epoch, key id, number, time of issue, whether withdrawn; then term, end, token. Numbers are
 * big-endian and the parts come in this order so that etcd, which compares values as octets, can tell by itself which of
 * two statements of one instance is the newer, and whether one key signed both.
 */
final class EtcdValue {

    private static final int NUMBERS = 8 + 2 + 8 + 8 + 1 + 8 + 8;

    private EtcdValue() {}

    static ByteSequence of(StoredLease lease) {
        byte[] keyId = lease.keyId().getBytes(UTF_8);
        byte[] token = lease.token().getBytes(UTF_8);
        ByteBuffer value = ByteBuffer.allocate(NUMBERS + keyId.length + token.length);
        putVersion(value, lease, keyId);
        value.putLong(lease.term().toMillis())
                .putLong(lease.ends().toEpochMilli())
                .put(token);
        return ByteSequence.from(value.array());
    }

    /** Every value of this epoch signed by this key is greater. */
    static ByteSequence epochAndKey(StoredLease lease) {
        byte[] keyId = lease.keyId().getBytes(UTF_8);
        ByteBuffer value = ByteBuffer.allocate(8 + 2 + keyId.length);
        putEpochAndKey(value, lease, keyId);
        return ByteSequence.from(value.array());
    }

    /** Every older value of this epoch signed by this key is less. */
    static ByteSequence version(StoredLease lease) {
        byte[] keyId = lease.keyId().getBytes(UTF_8);
        ByteBuffer value = ByteBuffer.allocate(8 + 2 + keyId.length + 8 + 8 + 1);
        putVersion(value, lease, keyId);
        return ByteSequence.from(value.array());
    }

    private static void putEpochAndKey(ByteBuffer value, StoredLease lease, byte[] keyId) {
        value.putLong(lease.sequence().epoch()).putShort((short) keyId.length).put(keyId);
    }

    private static void putVersion(ByteBuffer value, StoredLease lease, byte[] keyId) {
        putEpochAndKey(value, lease, keyId);
        value.putLong(lease.sequence().number())
                // As octets, negative numbers would come last.
                .putLong(lease.issued().getEpochSecond() ^ Long.MIN_VALUE)
                .put((byte) (lease.withdrawn() ? 1 : 0));
    }

    /** Null if it is no value of ours. */
    static @Nullable StoredLease parse(ServiceRecord.Key key, ByteSequence octets) {
        ByteBuffer value = ByteBuffer.wrap(octets.getBytes());
        try {
            long epoch = value.getLong();
            String keyId = text(value, Short.toUnsignedInt(value.getShort()));
            Sequence sequence = new Sequence(epoch, value.getLong());
            Instant issued = Instant.ofEpochSecond(value.getLong() ^ Long.MIN_VALUE);
            boolean withdrawn = value.get() == 1;
            Duration term = Duration.ofMillis(value.getLong());
            Instant ends = Instant.ofEpochMilli(value.getLong());
            return new StoredLease(key, sequence, issued, text(value, value.remaining()), keyId, term, ends, withdrawn);
        } catch (BufferUnderflowException
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
