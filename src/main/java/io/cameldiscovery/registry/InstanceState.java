package io.cameldiscovery.registry;

import java.util.Locale;

/** What a registry knows about an instance beside its record. Clients verify the record in any case. */
public enum InstanceState {
    /** Its lease is held. */
    ALIVE,
    /** Its lease is over, but so many of the service ended at once that the network is the likelier cause. */
    SUSPECT,
    /** The store is out of reach, so what others changed may be missing here. */
    STALE,
    /** An operator takes it out of use: it should get no new work. */
    DRAINING;

    /** As JSON and settings have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
