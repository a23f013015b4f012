package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Until when leases could be renewed at one of the registries that share the cluster, under
 * {@code <prefix>/v1/renewable}: milliseconds since 1970 as 15 digits, so that etcd can tell by itself which is later.
 * Those who follow leases and drains do not hear of it.
 */
final class EtcdRenewable {

    private final EtcdConnection connection;
    private final ByteSequence key;
    private final Duration limit;

    EtcdRenewable(EtcdConnection connection, String prefix, Duration limit) {
        this.connection = connection;
        this.key = ByteSequence.from(prefix + "/v1/renewable", UTF_8);
        this.limit = limit;
    }

    Instant read() throws EtcdFailure {
        List<KeyValue> found = EtcdFailure.answer(client().get(key), limit).getKvs();
        String moment = found.isEmpty() ? "" : found.get(0).getValue().toString(UTF_8);
        return moment.matches("\\d{15}") ? Instant.ofEpochMilli(Long.parseLong(moment)) : Instant.EPOCH;
    }

    /** Written unless something later is there. */
    CompletableFuture<Void> save(Instant moment) {
        ByteSequence value = ByteSequence.from(String.format(Locale.ROOT, "%015d", moment.toEpochMilli()), UTF_8);
        Op put = Op.put(key, value, PutOption.DEFAULT);
        Cmp isEarlier = new Cmp(key, Cmp.Op.LESS, CmpTarget.value(value));
        Cmp isThere = new Cmp(key, Cmp.Op.GREATER, CmpTarget.createRevision(0));
        Op later = Op.txn(new Cmp[] {isEarlier}, new Op[] {put}, new Op[0]);
        CompletableFuture<TxnResponse> answer;
        try {
            answer = client().txn().If(isThere).Then(later).Else(put).commit();
        } catch (RuntimeException closed) {
            answer = CompletableFuture.failedFuture(closed);
        }
        return answer.handle((made, failure) -> {
            if (failure != null) {
                throw new StoreUnavailableException("etcd did not confirm the write");
            }
            return null;
        });
    }

    private KV client() {
        return connection.client().getKVClient();
    }
}
