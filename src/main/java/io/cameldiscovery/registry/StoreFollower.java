package io.cameldiscovery.registry;

import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes up what the store keeps: at the start, and what other registries write to a store that is shared. */
final class StoreFollower implements LeaseStore.Listener {

    private final LeaseSettings terms;
    private final LeaseCache book;
    private final LeaseWrites writes;
    private final LeaseExpiry lapse;
    private final MonotonicClock monotonic;
    private final Clock wall;

    StoreFollower(
            LeaseSettings terms,
            LeaseCache book,
            LeaseWrites writes,
            LeaseExpiry lapse,
            MonotonicClock monotonic,
            Clock wall) {
        this.terms = terms;
        this.book = book;
        this.writes = writes;
        this.lapse = lapse;
        this.monotonic = monotonic;
        this.wall = wall;
    }

    /**
     * Takes up what was kept while this registry was away.
     *
     * @param away how long nobody could renew a lease
     */
    void restore(List<StoredLease> kept, Duration away) {
        synchronized (book) {
            long now = monotonic.nanos();
            kept.stream().sorted(Comparator.comparing(StoredLease::ends)).forEach(lease -> adopt(lease, left(lease)));
            if (!kept.isEmpty()) {
                lapse.judgeRestored(now - away.toNanos(), now);
            }
        }
    }

    /** Another registry was faster: what it wrote holds, here as well. */
    void giveWay(StoredLease lost, StoredLease known) {
        synchronized (book) {
            if (book.isLatest(lost)) {
                adopt(known, left(known));
            }
        }
    }

    private Duration left(StoredLease kept) {
        return Duration.between(wall.instant(), kept.ends());
    }

    /**
     * Takes what the store keeps in place of what is in memory.
     *
     * @param left how long it is kept; a lease of which nothing is left is judged when somebody looks
     */
    private void adopt(StoredLease kept, Duration left) {
        long now = monotonic.nanos();
        lapse.forget(kept.key());
        if (kept.withdrawn()) {
            book.depart(kept.key(), kept.statement(), now, shorter(left, terms.memory()));
            return;
        }
        Duration age = kept.term().minus(shorter(left, kept.term()));
        Duration term = terms.granted(kept.term());
        book.put(new Lease(
                kept.key(),
                kept.version(),
                kept.token(),
                term,
                now - age.toNanos(),
                now + shorter(left, term).toNanos(),
                false));
    }

    @Override
    public void saved(StoredLease lease) {
        synchronized (book) {
            // Heard when it is written, so that its time needs no wall clock.
            if (isNews(lease)) {
                adopt(lease, lease.term());
            }
        }
    }

    @Override
    public void removed(ServiceRecord.Key key, @Nullable StoredLease last) {
        synchronized (book) {
            Lease held = book.find(key);
            if (held != null && !isMine(held, last) && !isSweep(held, last)) {
                depart(held);
            }
        }
    }

    /** What this registry writes now, or has written since that. */
    private boolean isMine(Lease held, @Nullable StoredLease last) {
        return writes.isOpen(held.key())
                || (last != null
                        && Precedence.ofRecord(held.version(), last.statement()).wins());
    }

    /** Another registry that does not hold it for suspect has swept it up: each goes by what it sees. */
    private boolean isSweep(Lease held, @Nullable StoredLease last) {
        return held.suspect() && (last == null || !last.ends().isAfter(wall.instant()));
    }

    @Override
    public void missed(Supplier<List<StoredLease>> kept) {
        Map<ServiceRecord.Key, Version> gone = confirmed();
        for (StoredLease lease : kept.get()) {
            gone.remove(lease.key());
            synchronized (book) {
                if (isNews(lease)) {
                    adopt(lease, left(lease));
                }
            }
        }
        gone.forEach((key, version) -> {
            synchronized (book) {
                Lease held = book.find(key);
                if (held != null && held.version().equals(version)) {
                    depart(held);
                }
            }
        });
    }

    /** What the store has, or had. */
    private Map<ServiceRecord.Key, Version> confirmed() {
        HashMap<ServiceRecord.Key, Version> confirmed = new HashMap<>();
        synchronized (book) {
            for (ServiceName service : book.services()) {
                book.of(service).stream()
                        .filter(lease -> !lease.suspect() && !writes.isOpen(lease.key()))
                        .forEach(lease -> confirmed.put(lease.key(), lease.version()));
            }
        }
        return confirmed;
    }

    /**
     * Whether it wins over what is known here. What contradicts that wins as well, since the store has decided between the
     * two, unless it has yet to decide about what this registry writes.
     */
    private boolean isNews(StoredLease lease) {
        LastStatement known = book.last(lease.key());
        Precedence precedence = known == null ? Precedence.NEWER : lease.over(known);
        return precedence.wins() || (precedence == Precedence.CONFLICT && !writes.isOpen(lease.key()));
    }

    private void depart(Lease lease) {
        lapse.forget(lease.key());
        book.depart(lease.key(), LastStatement.expired(lease.version()), monotonic.nanos());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
