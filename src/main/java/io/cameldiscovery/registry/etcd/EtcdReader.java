package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.StoredLease;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads all leases and drains, page by page, as they were at one revision. */
final class EtcdReader {

    private static final int PAGE = 500;
    private static final byte[] NEXT = {0};

    /** @param revision at which this was everything */
    record Snapshot(List<StoredLease> leases, List<Drain> drains, long revision) {}

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final Duration limit;

    EtcdReader(EtcdConnection connection, EtcdKeys keys, Duration limit) {
        this.connection = connection;
        this.keys = keys;
        this.limit = limit;
    }

    /** @throws EtcdFailure if not all of it could be read */
    Snapshot readAll() throws EtcdFailure {
        return readTo(keys.end());
    }

    /** @throws EtcdFailure if not all of them could be read */
    List<Drain> readDrains() throws EtcdFailure {
        return readTo(keys.endOfDrains()).drains();
    }

    private Snapshot readTo(ByteSequence end) throws EtcdFailure {
        ArrayList<StoredLease> leases = new ArrayList<>();
        ArrayList<Drain> drains = new ArrayList<>();
        GetResponse page = read(keys.first(), end, 0);
        long revision = page.getHeader().getRevision();
        while (true) {
            page.getKvs().forEach(entry -> add(leases, parse(entry)));
            page.getKvs().forEach(entry -> add(drains, parseDrain(entry)));
            if (!page.isMore()) {
                return new Snapshot(leases, drains, revision);
            }
            List<KeyValue> entries = page.getKvs();
            ByteSequence last = entries.get(entries.size() - 1).getKey();
            page = read(last.concat(ByteSequence.from(NEXT)), end, revision);
        }
    }

    /** The revision of the cluster as a majority knows it. */
    long revision() throws EtcdFailure {
        return EtcdFailure.answer(get(keys.first(), GetOption.DEFAULT), limit)
                .getHeader()
                .getRevision();
    }

    private static <T> void add(List<T> found, @Nullable T entry) {
        if (entry != null) {
            found.add(entry);
        }
    }

    /** Null if it is none of ours. */
    @Nullable
    StoredLease parse(KeyValue entry) {
        ServiceRecord.Key key = keys.parse(entry.getKey());
        return key == null ? null : EtcdValue.parse(key, entry.getValue());
    }

    /** Null if it is none of ours. */
    @Nullable
    Drain parseDrain(KeyValue entry) {
        ServiceRecord.Key key = keys.parseDrain(entry.getKey());
        String[] moments = entry.getValue().toString(UTF_8).split(" ", -1);
        boolean ours = moments.length == 2 && Arrays.stream(moments).allMatch(moment -> moment.matches("\\d{1,15}"));
        return key == null || !ours ? null : new Drain(key, moment(moments[0]), moment(moments[1]));
    }

    private static Instant moment(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private GetResponse read(ByteSequence from, ByteSequence end, long revision) throws EtcdFailure {
        GetOption page = GetOption.builder()
                .withRange(end)
                .withLimit(PAGE)
                .withRevision(revision)
                .build();
        return EtcdFailure.answer(get(from, page), limit);
    }

    private CompletableFuture<GetResponse> get(ByteSequence key, GetOption option) {
        try {
            return connection.client().getKVClient().get(key, option);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
