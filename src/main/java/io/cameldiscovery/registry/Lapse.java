package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges the leases that are over: each is gone, or kept as suspect, or prolonged since nobody could renew it. Whoever
 * calls holds the monitor of the book.
 */
final class Lapse {

    private final LeaseTerms terms;
    private final LeaseBook book;
    private final LeaseWrites writes;
    private final PartitionGuard guard;
    private final StoreOutage outage;
    private boolean held;

    Lapse(LeaseTerms terms, LeaseBook book, LeaseWrites writes, PartitionGuard guard, StoreOutage outage) {
        this.terms = terms;
        this.book = book;
        this.writes = writes;
        this.guard = guard;
        this.outage = outage;
    }

    /** Whether leases that are over may be shown all the same. */
    boolean mayKeep() {
        return guard.isOn() || outage.holdsLeases();
    }

    /** Judges an instance, with the others of its service, if its lease is over. */
    void judge(ServiceRecord.Key key, long now) {
        Lease lease = book.find(key);
        if (lease != null && lease.isOver(now)) {
            judge(key.service(), now);
        }
    }

    /** Judges what is over of one service. @return how many there were */
    int judge(ServiceName service, long now) {
        followOutage(now);
        Collection<Lease> instances = book.of(service);
        List<Lease> over = instances.stream().filter(lease -> lease.isOver(now)).toList();
        if (held) {
            over.forEach(lease -> prolong(lease, now));
            return 0;
        }
        over.stream().filter(lease -> !lease.suspect()).forEach(guard::lapsed);
        List<Lease> others =
                instances.stream().filter(lease -> !lease.isOver(now)).toList();
        guard.keep(service, others, now).forEach(book::put);
        HashSet<ServiceRecord.Key> gone = new HashSet<>();
        for (Lease lease : over) {
            if (lease.equals(book.find(lease.key()))) {
                book.depart(lease.key(), lease.version(), now);
            }
            if (lease.suspect()) {
                gone.add(lease.key());
            }
        }
        // The store keeps the others until it is sure that they do not come back.
        writes.remove(gone);
        return over.size();
    }

    /** What became of the store and of the guard since the last time. @return those that will not come back */
    List<ServiceRecord.Key> release(long now) {
        List<ServiceRecord.Key> released = guard.release(now);
        if (guard.isGuarding()) {
            guard.suspectIn(Set.copyOf(book.services(Lease::suspect)));
        }
        return new ArrayList<>(released);
    }

    /** This instance was heard of again, or said goodbye. */
    void forget(ServiceRecord.Key key) {
        guard.forget(key);
    }

    /** While nobody can renew a lease, none lapses; afterwards every one has the grace, as after a restart. */
    void followOutage(long now) {
        boolean before = held;
        held = outage.holdsLeases();
        // Those who watch are to hear of it, even if nobody asks.
        var unused = outage.isLong();
        if (before && !outage.isOn()) {
            for (ServiceName service : book.services()) {
                book.of(service).stream()
                        .filter(lease -> lease.remaining(now).compareTo(terms.grace(lease.term())) < 0)
                        .forEach(lease -> prolong(lease, now));
            }
        }
    }

    private void prolong(Lease lease, long now) {
        book.put(lease.prolongedTo(now + terms.grace(lease.term()).toNanos()));
    }
}
