package io.cameldiscovery.dns;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Who is to be found by DNS at this moment. Thread-safe; answers from memory. */
public interface Directory {

    /** The services that have an instance. */
    Collection<ServiceName> services();

    /** The instances of a service; empty if there are none. */
    List<Listing> instances(ServiceName service);

    /**
     * One instance.
     *
     * @param token its signed record as it came, for clients that verify it
     * @param age how long ago it was heard of
     * @param remaining how long it may still be handed out
     * @param state what the registry knows about it beside its record
     */
    record Listing(ServiceRecord record, String token, Duration age, Duration remaining, InstanceState state) {

        boolean isDraining() {
            return state == InstanceState.DRAINING;
        }
    }
}
