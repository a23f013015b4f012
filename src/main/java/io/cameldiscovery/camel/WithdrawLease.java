package io.cameldiscovery.camel;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;

/** Ends the lease of the instance that the path names by the goodbye in the body. */
public final class WithdrawLease extends LeaseRequest {

    private final Registry registry;

    public WithdrawLease(Registry registry) {
        this.registry = registry;
    }

    @Override
    Outcome outcome(String token, String service, String instance) {
        return registry.withdraw(token, service, instance);
    }
}
