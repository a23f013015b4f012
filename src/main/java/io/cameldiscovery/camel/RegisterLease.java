package io.cameldiscovery.camel;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;

/** Registers the instance that the path names by the announcement in the body, and answers with its lease. */
public final class RegisterLease extends LeaseRequest {

    private final Registry registry;

    public RegisterLease(Registry registry) {
        this.registry = registry;
    }

    @Override
    Outcome outcome(String token, String service, String instance) {
        return registry.register(token, service, instance);
    }
}
