package io.cameldiscovery.registry;

import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.Version;
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

    /** Why a statement is not taken, or null if it is, room permitting. */
    @Nullable
    static Grant refusal(Precedence precedence, Version said, LastStatement known) {
        Version last = known.version();
        return switch (precedence) {
            case CONFLICT -> new Grant.Conflict(last.keyId(), said.keyId());
            case OLDER -> new Grant.Older(last.sequence());
            case NEWER, RENEWED, REPEATED -> null;
        };
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
