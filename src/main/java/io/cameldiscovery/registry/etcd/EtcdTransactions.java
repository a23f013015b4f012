package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.SupersededException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes that etcd itself makes or refuses, whoever else writes at the same time. Each is a transaction of its own within
 * the one that carries them all, so that one refused does not keep the others, and one request is enough: values compare
 * as their versions do ({@link EtcdValue}). All of them may be repeated when their outcome is unknown.
 */
final class EtcdTransactions {

    private static final int MAX_ROUNDS = 20;

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final EtcdExpiry expiry;
    private final OwnWrites own;
    private final Clock wall;
    private final Duration limit;

    EtcdTransactions(
            EtcdConnection connection, EtcdKeys keys, EtcdExpiry expiry, OwnWrites own, Clock wall, Duration limit) {
        this.connection = connection;
        this.keys = keys;
        this.expiry = expiry;
        this.own = own;
        this.wall = wall;
        this.limit = limit;
    }

    /**
     * Makes these writes, of an instance one each, and completes every one of them.
     *
     * @throws EtcdFailure if it is not known whether they are made; none is complete then that was not answered
     */
    void make(Collection<EtcdWriter.Write> writes) throws EtcdFailure {
        List<EtcdWriter.Write> open =
                writes.stream().filter(write -> !write.done().isDone()).toList();
        ArrayList<Op> operations = new ArrayList<>(open.size());
        for (EtcdWriter.Write write : open) {
            operations.add(write.lease() == null ? removal(write) : saving(write.lease()));
        }
        TxnResponse answer = commit(operations);
        for (int i = 0; i < open.size(); i++) {
            finish(
                    open.get(i),
                    answer.getTxnResponses().get(i),
                    answer.getHeader().getRevision());
        }
    }

    private TxnResponse commit(List<Op> operations) throws EtcdFailure {
        try {
            return EtcdFailure.answer(connection.commit(operations), limit);
        } catch (EtcdFailure failure) {
            if (failure.isMissingLease()) {
                expiry.forget();
            }
            throw failure;
        }
    }

    private void finish(EtcdWriter.Write write, TxnResponse answer, long revision) throws EtcdFailure {
        StoredLease lease = write.lease();
        if (lease == null) {
            if (answer.isSucceeded()) {
                own.wrote(write.key(), revision, null);
            }
            // Else there is nothing, or something that this registry has yet to hear of.
            write.done().complete(null);
            return;
        }
        KeyValue other = found(answer);
        for (int round = 0; other != null; round++) {
            StoredLease known = EtcdValue.parse(write.key(), other.getValue());
            if (known != null && lease.repeats(known)) {
                // Written by the attempt before, or by another registry.
                revision = other.getModRevision();
                break;
            }
            Precedence precedence = known == null ? Precedence.NEWER : lease.over(known, wall.instant());
            if (known != null && !precedence.wins()) {
                write.done().completeExceptionally(new SupersededException(known, precedence));
                return;
            } else if (round == MAX_ROUNDS) {
                write.refuse("others write of this instance all the time");
                return;
            }
            TxnResponse again = commit(List.of(replacing(lease, other.getModRevision())));
            revision = again.getHeader().getRevision();
            other = found(again);
        }
        own.wrote(write.key(), revision, lease);
        write.done().complete(null);
    }

    /** What was read because nothing was written, or null if it was written. */
    private static @Nullable KeyValue found(TxnResponse answer) {
        TxnResponse innermost = answer;
        while (!innermost.getTxnResponses().isEmpty()) {
            innermost = innermost.getTxnResponses().get(0);
        }
        return innermost.getGetResponses().isEmpty()
                        || innermost.getGetResponses().get(0).getKvs().isEmpty()
                ? null
                : innermost.getGetResponses().get(0).getKvs().get(0);
    }

    /**
     * Written unless something is there over which it does not win, of another epoch or key, or of this sequence with
     * other content. That is read, so that this may be decided here: it is rare, and etcd cannot tell all of it. No
     * condition holds where nothing is there.
     */
    private Op saving(StoredLease lease) throws EtcdFailure {
        ByteSequence key = keys.of(lease.key());
        Op get = Op.get(key, GetOption.DEFAULT);
        Op saving = put(key, lease);
        if (!lease.withdrawn()) {
            saving = when(
                    List.of(
                            compare(key, Cmp.Op.GREATER, EtcdValue.sequence(lease)),
                            compare(key, Cmp.Op.LESS, EtcdValue.content(lease))),
                    get,
                    saving);
        }
        saving = when(List.of(compare(key, Cmp.Op.LESS, EtcdValue.epochAndKey(lease))), get, saving);
        return when(List.of(compare(key, Cmp.Op.GREATER, EtcdValue.limit(lease))), get, saving);
    }

    /** Written if what is there is still what was read. */
    private Op replacing(StoredLease lease, long revision) throws EtcdFailure {
        ByteSequence key = keys.of(lease.key());
        Cmp unchanged = new Cmp(key, Cmp.Op.EQUAL, CmpTarget.modRevision(revision));
        return when(List.of(unchanged), put(key, lease), Op.get(key, GetOption.DEFAULT));
    }

    private Op removal(EtcdWriter.Write write) {
        ByteSequence key = keys.of(write.key());
        long known = own.known(write.key(), write.known());
        Op delete = Op.delete(key, DeleteOption.DEFAULT);
        Cmp isThere = new Cmp(key, Cmp.Op.GREATER, CmpTarget.createRevision(0));
        return known == Long.MAX_VALUE
                ? when(List.of(isThere), delete, null)
                : when(List.of(isThere, new Cmp(key, Cmp.Op.LESS, CmpTarget.modRevision(known + 1))), delete, null);
    }

    private Op put(ByteSequence key, StoredLease lease) throws EtcdFailure {
        PutOption withExpiry = PutOption.builder().withLeaseId(expiryOf(lease)).build();
        return Op.put(key, EtcdValue.of(lease), withExpiry);
    }

    private long expiryOf(StoredLease lease) throws EtcdFailure {
        try {
            return expiry.of(lease);
        } catch (CompletionException failure) {
            throw EtcdFailure.of(failure);
        }
    }

    private static Cmp compare(ByteSequence key, Cmp.Op operator, ByteSequence value) {
        return new Cmp(key, operator, CmpTarget.value(value));
    }

    private static Op when(List<Cmp> conditions, Op then, @Nullable Op otherwise) {
        return Op.txn(
                conditions.toArray(new Cmp[0]), new Op[] {then}, otherwise == null ? new Op[0] : new Op[] {otherwise});
    }
}
