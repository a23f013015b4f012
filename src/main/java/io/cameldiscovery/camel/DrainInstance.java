package io.cameldiscovery.camel;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;

/** Takes the instance that the path names out of use. */
public final class DrainInstance extends LeaseRequest {

    private final Registry registry;

    public DrainInstance(Registry registry) {
        this.registry = registry;
    }

    @Override
    Outcome outcome(String body, String service, String instance) {
        return registry.drain(service, instance);
    }
}
