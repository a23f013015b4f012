package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What DNS shows at this moment. Thread-safe; answers from memory. */
public interface Directory {

    /** The services that have an instance. Slow where there are many. */
    Collection<ServiceName> services();

    /** The instances of a service, with their records unopened; empty if there are none. */
    List<Listing> instances(ServiceName service);

    /** One instance. Thread-safe. */
    interface Listing {

        InstanceId instance();

        /** The signed record as received, for clients that verify it. */
        String token();

        /** How long it may still be handed out. */
        Duration remaining();

        boolean isDraining();

        /** The record; empty if it must not be shown. Slow unless {@link #isAtHand}. */
        Optional<ServiceRecord> record();

        /** Whether the record is open already. */
        boolean isAtHand();
    }
}
