package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;

/** What one may watch. */
public sealed interface Topic {

    /** Which services there are, with how many instances. */
    Topic SERVICES = new Listing(false);

    /** Which services there are, with what their records say: rises when a record changes as well. */
    Topic RECORDS = new Listing(true);

    /** The instances of a service: which there are, what their records say, and in which state they are. */
    record Service(ServiceName name) implements Topic {}

    /** All services. */
    record Listing(boolean records) implements Topic {}

    static Topic of(ServiceName service) {
        return new Service(service);
    }
}
