package io.cameldiscovery.registry.interop;

import io.cameldiscovery.registry.InstanceState;
import java.util.Locale;

/** What Consul's clients are told of an instance. */
enum CheckStatus {
    PASSING,
    WARNING,
    CRITICAL;

    static CheckStatus of(InstanceState state) {
        return switch (state) {
            // That the store is out of reach says nothing against the instance.
            case ALIVE, STALE -> PASSING;
            case SUSPECT -> WARNING;
            // As Consul has a service in maintenance.
            case DRAINING -> CRITICAL;
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String checkId(String serviceId) {
        return (this == CRITICAL ? "_service_maintenance:" : "service:") + serviceId;
    }
}
