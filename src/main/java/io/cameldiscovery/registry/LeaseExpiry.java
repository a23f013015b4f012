package io.cameldiscovery.registry;

import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges the leases that are over: each is gone, or kept as suspect, or goes on since nobody could renew it. Whoever
 * calls holds the monitor of the book.
 */
final class LeaseExpiry {

    private final LeaseSettings terms;
    private final LeaseCache book;
    private final LeaseWrites writes;
    private final PartitionGuard guard;
    private final StoreOutage outage;
    private final RenewalMark mark;

    /** When the store was last known to be in reach before an outage in which no lease lapses; null if there is none. */
    private @Nullable Long heldSince;

    private @Nullable Long outageSince;
    private long lastInReach;

    /** @param now from when on leases can be renewed */
    LeaseExpiry(
            LeaseSettings terms,
            LeaseCache book,
            LeaseWrites writes,
            PartitionGuard guard,
            StoreOutage outage,
            RenewalMark mark,
            long now) {
        this.terms = terms;
        this.book = book;
        this.writes = writes;
        this.guard = guard;
        this.outage = outage;
        this.mark = mark;
        this.lastInReach = now;
    }

    /** Judges an instance, with the others of its service, if its lease is over. @return the lease that it holds then */
    @Nullable
    Lease judge(ServiceRecord.Key key, long now) {
        Lease lease = book.find(key);
        if (lease == null || !lease.isOver(now)) {
            return lease;
        }
        judge(key.service(), now);
        return book.find(key);
    }

    /** Judges what is over of one service. @return how many are not held any more, though some may be suspect */
    int judge(ServiceName service, long now) {
        followOutage(now);
        Long since = heldSince;
        if (since == null) {
            return lapse(service, now, now);
        }
        int over = lapse(service, since, now);
        book.of(service).stream()
                .filter(lease -> lease.isOver(now))
                .forEach(lease -> prolong(lease, now, Duration.ofNanos(now - since)));
        return over;
    }

    /** @param then until when leases could be renewed: those that were over by then are judged as of then */
    private int lapse(ServiceName service, long then, long now) {
        Map<Boolean, List<Lease>> byEnd = book.of(service).stream()
                .collect(Collectors.partitioningBy(lease -> lease.isOver(lease.suspect() ? now : then)));
        List<Lease> over = byEnd.getOrDefault(true, List.of());
        List<Lease> others = byEnd.getOrDefault(false, List.of());
        over.stream().filter(lease -> !lease.suspect()).forEach(guard::lapsed);
        int room = Math.min(terms.maxInstances() - others.size(), terms.maxLeases() - book.size() + over.size());
        guard.keep(service, others, then, room).forEach(book::put);
        HashSet<ServiceRecord.Key> gone = new HashSet<>();
        for (Lease lease : over) {
            if (lease.equals(book.find(lease.key()))) {
                book.depart(lease.key(), LastStatement.expired(lease.version()), now);
            }
            if (lease.suspect()) {
                gone.add(lease.key());
            }
        }
        // The store keeps the others until it is sure that they do not come back.
        writes.remove(gone);
        return over.size();
    }

    /** Lets leases go on that nobody could renew since then; suspects have had their time. */
    private void goOn(long then, long now) {
        Duration away = Duration.ofNanos(now - then);
        for (ServiceName service : book.services()) {
            lapse(service, then, now);
            book.of(service).stream().filter(lease -> !lease.suspect()).forEach(lease -> prolong(lease, now, away));
        }
        mark.hold(now, away);
    }

    private void prolong(Lease lease, long now, Duration away) {
        Duration left = lease.remaining(now);
        Duration rest = terms.afterAbsence(lease.term(), left, away);
        if (rest.compareTo(left) > 0) {
            book.put(lease.prolongedTo(now + rest.toNanos()));
        }
    }

    /** Judges what was taken up from the store, with the deadlines that it had when this registry went away. */
    void judgeRestored(long then, long now) {
        for (ServiceName service : book.services()) {
            book.of(service).stream()
                    .filter(lease -> guard.mustHaveKept(lease, then))
                    .forEach(lease -> book.put(guard.suspect(lease)));
        }
        goOn(then, now);
    }

    /** While nobody can renew a lease, none lapses; afterwards they go on as after a restart. */
    void followOutage(long now) {
        Long since = outage.since();
        Long held = heldSince;
        if (!Objects.equals(since, outageSince)) {
            heldSince = null;
            outageSince = since;
            if (held != null) {
                goOn(held, now);
                lastInReach = now;
            }
        }
        if (since == null) {
            lastInReach = now;
        } else {
            heldSince = outage.holdsLeases() ? lastInReach : null;
            // Those who watch are to hear of it, even if nobody asks.
            var unused = outage.isLong();
        }
    }

    /** Whether leases can be renewed, as far as the store is concerned. */
    boolean isRenewable() {
        return heldSince == null && outage.isInReach();
    }

    /** The instances that will not come back as suspects. */
    List<ServiceRecord.Key> release(long now) {
        guard.endWhere(service -> book.of(service).stream().noneMatch(Lease::suspect));
        return guard.release(now);
    }

    /** This instance was heard of again, or said goodbye. */
    void forget(ServiceRecord.Key key) {
        guard.forget(key);
    }
}
