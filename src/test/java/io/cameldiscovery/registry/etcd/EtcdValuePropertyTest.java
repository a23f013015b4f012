package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.registry.Samples.withdrawn;
import static io.cameldiscovery.registry.Samples.withoutContent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.StoredLease;
import io.etcd.jetcd.ByteSequence;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What etcd decides by comparing octets is what the one rule says. */
class EtcdValuePropertyTest {

    @Property
    void givesBackWhatWasKept(@ForAll("leases") StoredLease lease) {
        assertThat(EtcdValue.parse(lease.key(), EtcdValue.of(lease))).isEqualTo(lease);
    }

    @Property
    void givesBackWhatWasKeptBeforeContentWas(@ForAll("leases") StoredLease lease) {
        assertThat(EtcdValue.parse(lease.key(), before(lease))).isEqualTo(withoutContent(lease));
    }

    @Property(tries = 5_000)
    void etcdWritesNothingByItselfThatDoesNotWin(
            @ForAll("leases") StoredLease said, @ForAll("leases") StoredLease known, @ForAll boolean old) {
        ByteSequence kept = old ? before(known) : EtcdValue.of(known);

        if (isWrittenUnread(said, kept)) {
            StoredLease parsed = EtcdValue.parse(known.key(), kept);
            assertThat(said.over(parsed, NOON).wins()).isTrue();
        }
    }

    @Property(tries = 5_000)
    void etcdNeedsNoReadForRenewalsAndChangesWithinAnEpoch(
            @ForAll("leases") StoredLease said, @ForAll("leases") StoredLease known) {
        boolean oneEpoch =
                said.version().sequence().epoch() == known.version().sequence().epoch();

        if (oneEpoch && !known.withdrawn() && said.over(known.statement()).wins()) {
            assertThat(isWrittenUnread(said, EtcdValue.of(known))).isTrue();
        }
    }

    @Example
    void anyOctetsAreReadOrRefused() {
        byte[] value = EtcdValue.of(withdrawn(stored("orders", "a", 1))).getBytes();
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            StoredLease parsed = EtcdValue.parse(key("orders", "a"), ByteSequence.from(cut));
            assertThat(parsed == null || parsed.withdrawn()).isTrue();
        }
    }

    /** The conditions of {@link EtcdTransactions}. */
    private static boolean isWrittenUnread(StoredLease said, ByteSequence kept) {
        boolean aboveLimit = compare(kept, EtcdValue.limit(said)) > 0;
        boolean ofBefore = compare(kept, EtcdValue.epochAndKey(said)) < 0;
        boolean ofOtherContent = !said.withdrawn()
                && compare(kept, EtcdValue.sequence(said)) > 0
                && compare(kept, EtcdValue.content(said)) < 0;
        return !aboveLimit && !ofBefore && !ofOtherContent;
    }

    private static int compare(ByteSequence one, ByteSequence other) {
        return Arrays.compareUnsigned(one.getBytes(), other.getBytes());
    }

    /** The value as it was before content was kept. */
    private static ByteSequence before(StoredLease lease) {
        Version version = lease.version();
        byte[] keyId = version.keyId().getBytes(UTF_8);
        byte[] token = lease.token().getBytes(UTF_8);
        return ByteSequence.from(ByteBuffer.allocate(8 + 2 + keyId.length + 8 + 8 + 1 + 8 + 8 + token.length)
                .putLong(version.sequence().epoch())
                .putShort((short) keyId.length)
                .put(keyId)
                .putLong(version.sequence().number())
                .putLong(version.issued().getEpochSecond() ^ Long.MIN_VALUE)
                .put((byte) (lease.withdrawn() ? 1 : 0))
                .putLong(lease.term().toMillis())
                .putLong(lease.ends().toEpochMilli())
                .put(token)
                .array());
    }

    @Provide
    Arbitrary<StoredLease> leases() {
        Arbitrary<Version> versions = Combinators.combine(
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.longs().between(-1, 2),
                        Arbitraries.of("key", "key-1", "key-2"),
                        Arbitraries.of(Long.MIN_VALUE, -1L, 1L, 2L, Long.MAX_VALUE))
                .as((epoch, number, issued, keyId, content) ->
                        new Version(new Sequence(epoch, number), NOON.plusSeconds(issued), keyId, content));
        return Combinators.combine(
                        versions,
                        Arbitraries.strings().ascii().ofMaxLength(3),
                        Arbitraries.longs().between(-1, 1),
                        Arbitraries.of(true, false))
                .as((version, token, ends, goodbye) -> new StoredLease(
                        key("orders", "a"),
                        version,
                        token,
                        Duration.ofMinutes(30),
                        NOON.plus(Duration.ofMinutes(ends)),
                        goodbye));
    }
}
