package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Version;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Decides, from what is known of an instance, whether a statement of it is taken. Changes nothing. */
final class Admission {

    private final LeaseSettings terms;
    private final LeaseCache book;

    Admission(LeaseSettings terms, LeaseCache book) {
        this.terms = terms;
        this.book = book;
    }

    /** Why an instance that holds a lease does not get it renewed, or null if it does. */
    @Nullable
    Grant refusal(Version said, Lease held) {
        if (said.conflictsWith(held.version())) {
            return new Grant.Conflict(held.keyId(), said.keyId());
        }
        return held.sequence().isAfter(said.sequence()) ? new Grant.Older(held.sequence()) : null;
    }

    /** Why an instance that holds no lease may not have one, or null if it may, room permitting. */
    @Nullable
    Grant refusal(Version said, ServiceRecord.Key key) {
        Version last = book.last(key);
        if (last != null && said.conflictsWith(last)) {
            return new Grant.Conflict(last.keyId(), said.keyId());
        }
        return last != null && !said.isAfter(last) ? new Grant.Older(last.sequence()) : null;
    }

    /** Why a goodbye is not taken, or null if it is. */
    @Nullable
    Grant refusalOfGoodbye(Version goodbye, ServiceRecord.Key key, @Nullable Lease held) {
        if (held != null && !goodbye.isSignedAs(held.version())) {
            return new Grant.Conflict(held.keyId(), goodbye.keyId());
        }
        Version last = held == null ? book.last(key) : held.version();
        if (last != null && goodbye.conflictsWith(last)) {
            return new Grant.Conflict(last.keyId(), goodbye.keyId());
        }
        return last != null && goodbye.isBefore(last) ? new Grant.Older(last.sequence()) : null;
    }

    /** Why there is no room for one more instance of a service, or null if there is. */
    @Nullable
    Grant shortage(ServiceName service) {
        if (book.size() >= terms.maxLeases()) {
            return new Grant.RegistryFull(terms.maxLeases());
        }
        return book.of(service).size() >= terms.maxInstances() ? new Grant.ServiceFull(terms.maxInstances()) : null;
    }

    /** The suspect instance that gives way to one that is there, or null if there is none. */
    @Nullable
    Lease giveWay(ServiceName service, long now) {
        return book.of(service).stream()
                .filter(Lease::suspect)
                .min(Comparator.comparing(lease -> lease.remaining(now)))
                .orElse(null);
    }
}
