package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;

/** What one may watch. */
public sealed interface WatchKey {

    /** Which services there are, with how many instances. */
    WatchKey SERVICES = new Listing(false);

    /** Which services there are, with what their records say: rises when a record changes as well. */
    WatchKey RECORDS = new Listing(true);

    /** The instances of a service: which there are, what their records say, and in which state they are. */
    record Service(ServiceName name) implements WatchKey {}

    /** All services. */
    record Listing(boolean records) implements WatchKey {}

    static WatchKey of(ServiceName service) {
        return new Service(service);
    }
}
