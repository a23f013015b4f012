package io.cameldiscovery.registry.dns;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who is to be found by DNS at this moment. Thread-safe; answers from memory. */
public interface Directory {

    /** The services that have an instance. Where there are many, that takes a while. */
    Collection<ServiceName> services();

    /** The instances of a service, whose records are not opened yet; empty if there are none. */
    List<Listing> instances(ServiceName service);

    /** One instance. Thread-safe. */
    interface Listing {

        InstanceId instance();

        /** Its signed record as it came, for clients that verify it. */
        String token();

        /** How long it may still be handed out. */
        Duration remaining();

        boolean isDraining();

        /** What it states; nothing if that is not to be shown. Takes a while unless it {@link #isAtHand}. */
        Optional<ServiceRecord> record();

        /** Whether its record was opened before. */
        boolean isAtHand();
    }
}
