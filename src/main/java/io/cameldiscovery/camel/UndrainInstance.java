package io.cameldiscovery.camel;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;

/** Takes the instance that the path names into use again. */
public final class UndrainInstance extends LeaseRequest {

    private final Registry registry;

    public UndrainInstance(Registry registry) {
        this.registry = registry;
    }

    @Override
    Outcome outcome(String body, String service, String instance) {
        return registry.undrain(service, instance);
    }
}
